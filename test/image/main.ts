/**
 * `npm run test:image`: builds the Dockerfile and runs compose.yaml's services from it, without Docker and without a
 * registry, by Debian's buildah. Two people play a whole replication, with the bot and both workers in the image.
 * Prints what it saw, and exits 0 if all of it is as docs/image.md says. Needs root and some minutes. With
 * `--store <dir>` what was built is kept there, for the next time.
 */

import { chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type PrivateRedis, startRedis } from '../../sandbox/redis.ts';
import { basesOf, build, makeBases } from './build.ts';
import {
  type Buildah,
  closeBuildah,
  type ImageConfig,
  inspectImage,
  needTools,
  openBuildah,
  sizeOf,
} from './buildah.ts';
import { productOf, readCompose, type Service } from './compose.ts';
import { type Container, type Running, start, stopAll } from './container.ts';
import { play, replicated } from './play.ts';

const print = (line: string) => process.stdout.write(`${line}\n`);
const product = 'replicate-bot';
const world = 'replicate-sandbox';

/** Printed as JSON by Node in the image. */
const probe = `
const fs = require('node:fs');
const refused = (path) => { try { fs.writeFileSync(path, ''); return null; } catch (error) { return error.code; } };
const { uid, username: name } = require('node:os').userInfo();
const stray = ['/app/node_modules/typescript', '/app/node_modules/vitest', '/app/src', '/app/sandbox', '/usr/local/bin/npm'];
console.log(JSON.stringify({
  node: process.version, uid, name, app: refused('/app/x'), root: refused('/x'), tmp: refused('/tmp/x'),
  capabilities: parseInt(/CapBnd:\\s*(\\w+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1], 16),
  stray: stray.filter((path) => fs.existsSync(path)),
}));`;

await main();

async function main(): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error('This takes root: chroot and debootstrap do.');
  needTools(print);
  const { values } = parseArgs({ options: { store: { type: 'string' } } });
  const dir = await mkdtemp(join(tmpdir(), 'replicate-image-'));
  const store = resolve(values.store ?? join(dir, 'store'));
  const interrupted = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => reject(new Error(signal)));
    }
  });
  try {
    await Promise.race([run(openBuildah(store), dir), interrupted]);
  } finally {
    await stopAll();
    await closeBuildah(store);
    await rm(dir, { recursive: true, force: true });
  }
}

async function run(buildah: Buildah, dir: string): Promise<void> {
  await prepare(buildah, dir);
  const config = await inspectImage(buildah, product);
  await describe(buildah, config);
  await tryVendorBase(buildah, dir);
  await runCompose(buildah, dir, config);
  print('\nAll of it is as it should be.');
}

async function prepare(buildah: Buildah, dir: string): Promise<void> {
  const bases = await basesOf();
  print(`Making stand-ins for ${bases.node} and ${bases.debian} of Debian's and npm's packages.`);
  await makeBases(buildah, dir, bases);
  print('Building the Dockerfile, and its target sandbox.');
  await build(buildah, dir, product);
  await build(buildah, dir, world, ['--target', 'sandbox']);
}

/** What the image is, and what a process in it may do. */
async function describe(buildah: Buildah, config: ImageConfig): Promise<void> {
  const [size, below] = await Promise.all(
    [product, (await basesOf()).debian].map((image) => sizeOf(buildah, image)),
  );
  print(`\nThe image: ${mb(size)}, of which ${mb(below)} are the base.`);
  print(
    `  user ${config.User}, entry ${JSON.stringify(config.Entrypoint)}, command ${JSON.stringify(config.Cmd)}`,
  );
  print(`  health ${JSON.stringify(config.Healthcheck?.Test)}`);
  for (const [name, value] of Object.entries(config.Labels)) print(`  ${name}=${value}`);

  const seen = await inImage(buildah, product, config, ['/usr/local/bin/node', '-e', probe]);
  const found = JSON.parse(seen);
  print(`A process in it: ${seen}`);
  expect('it is not root', found.uid === 1000 && found.name === product.replace('-bot', ''));
  expect(
    'its root is read-only',
    found.app === 'EROFS' && found.root === 'EROFS' && found.tmp === null,
  );
  expect('it has no capability', found.capabilities === 0);
  expect('nothing of development is in it', found.stray.length === 0);
}

/** Another base in its place, as a vendor's image with the client would be: with another user, and without Node. */
async function tryVendorBase(buildah: Buildah, dir: string): Promise<void> {
  const { debian } = await basesOf();
  const vendor = await buildah('from', '--pull-never', debian);
  await buildah('run', vendor, '--', 'useradd', '--uid', '1000', 'somebody');
  await buildah('commit', '-q', '--rm', vendor, 'vendor');
  const image = 'replicate-worker';
  await build(buildah, dir, image, ['--build-arg', 'BASE=vendor', '--build-arg', 'UID=5001']);
  const config = await inspectImage(buildah, image);
  const { uid, name } = JSON.parse(
    await inImage(buildah, image, config, ['/usr/local/bin/node', '-e', probe]),
  );
  print(`\nOver another base, with UID=5001: it runs as ${uid}, ${name}.`);
  expect('a base without Node does', uid === 5001 && name === 'replicate');
}

async function runCompose(buildah: Buildah, dir: string, config: ImageConfig): Promise<void> {
  const compose = readCompose();
  const site = join(dir, 'site');
  await mkdir(site);
  await chown(site, 1000, 1000);
  const redis = await startRedis();
  const containers: Container[] = [];
  const up = async (name: string, service: Service, image: ImageConfig) => {
    const argv = [...image.Entrypoint, ...service.command];
    const running = reaching(service, redis);
    const container = await start(buildah, name, service.image, image, running, argv, { site });
    containers.push(container);
    return container;
  };
  try {
    const { sandbox } = compose.services;
    if (!sandbox) throw new Error('compose.yaml has no sandbox');
    print("\ncompose.yaml's services, each in its image:");
    const around = await up('sandbox', sandbox, await inspectImage(buildah, world));
    await around.saying('in a browser');
    print('  sandbox serves its page');
    for (const [name, service] of productOf(compose)) {
      const run = (command: readonly string[]) =>
        inImage(buildah, product, config, command, reaching(service, redis), site);
      const checked = await run([...config.Entrypoint, 'check']);
      for (const line of checked.split('\n')) print(`  ${name} check: ${line}`);
      await (await up(name, service, config)).saying('"msg":"ready"');
      await run(config.Healthcheck?.Test.slice(1) ?? []);
      print(`  ${name} is ready, and healthy`);
    }
    const slack = sandbox.command[sandbox.command.indexOf('--slack') + 1];
    const outcome = await play(`http://127.0.0.1:${slack}`);
    print(`\nMaya asked, Noor approved:\n${outcome.replaceAll(/^/gm, '  ')}`);
    const { there, here, follows } = replicated(join(site, 'world/clusters'));
    print(`  sanfrancisco has ${there} messages, newyork ${here}`);
    expect('it replicates', follows && here >= 24_000);
    for (const container of containers.toReversed()) {
      const code = await container.stop();
      expect(`${container.name} ends when it is asked to, with 0 (${code})`, code === 0);
    }
  } catch (error) {
    for (const { name, lines } of containers) print(`--- ${name}\n${lines.slice(-20).join('\n')}`);
    throw error;
  } finally {
    await stopAll();
    await redis.stop();
  }
}

/** There is no network of the services' own here, so Redis has another address. */
function reaching(service: Service, redis: PrivateRedis): Running {
  return { ...service, environment: { ...service.environment, REDIS_URL: redis.url } };
}

/** Runs one program to its end as a service would, and returns what it printed. Rejects unless it ends with 0. */
async function inImage(
  buildah: Buildah,
  image: string,
  config: ImageConfig,
  argv: readonly string[],
  service: Running = { read_only: true, tmpfs: ['/tmp'] },
  site = '',
): Promise<string> {
  const container = await start(buildah, image, image, config, service, argv, { site });
  const code = await container.ended;
  const text = container.lines.join('\n');
  if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}:\n${text}`);
  return text;
}

function expect(what: string, holds: boolean): void {
  if (!holds) throw new Error(`Not so: ${what}.`);
  print(`  ok: ${what}`);
}

function mb(bytes = 0): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
