import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Clusters, createClusters } from '../../sandbox/clusters/index.ts';
import { productOf, readCompose, root } from './compose.ts';
import { copiedOf, stagesOf } from './dockerfile.ts';

const file = (name: string) => readFileSync(join(root, name), 'utf8');
const stages = stagesOf(file('Dockerfile'));
const compose = readCompose();
const product = productOf(compose);

/** Of the last stage. */
function last(name: string): string {
  return stages.at(-1)?.findLast((each) => each.name === name)?.text ?? '';
}

/** Whether `node dist/main.js <role>` is something. */
function isRole(role: unknown): boolean {
  return file('src/main.ts').includes(`case '${role}':`);
}

describe('the Dockerfile', () => {
  it('runs as a user that is not root, by number', () => {
    expect(last('USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  it('needs no shell, and names what the product has', () => {
    const [entry, command] = [last('ENTRYPOINT'), last('CMD')].map((text) => JSON.parse(text));
    expect(entry.at(-1)).toBe('/app/dist/main.js');
    expect(command.filter(isRole)).toEqual(command);
    const health = JSON.parse(/CMD (\[.*\])$/.exec(last('HEALTHCHECK'))?.[1] ?? '');
    expect(health.slice(0, 2)).toEqual(['/usr/local/bin/node', '-e']);
    expect(health.at(-1)).toContain('/healthz');
    expect(last('ENV')).toMatch(/OPS_LISTEN=127\.0\.0\.1:\d+/);
  });

  it('installs what the lock file says, runs no scripts of packages, and leaves development behind', () => {
    const installs = stages.flat().filter(({ text }) => /\bnpm (ci|install|i|prune)\b/.test(text));
    for (const { text } of installs) {
      expect(text).not.toMatch(/\bnpm (install|i)\b/);
      expect(text).toContain('--ignore-scripts');
    }
    expect(installs.at(-1)?.text).toContain('npm prune --omit=dev --omit=optional ');
  });

  it('says which version it is', () => {
    const { version, license } = JSON.parse(file('package.json'));
    expect(last('LABEL')).toContain(`org.opencontainers.image.version="${version}"`);
    expect(last('LABEL')).toContain(`org.opencontainers.image.licenses="${license}"`);
  });

  it('is given what it copies, and nothing else', () => {
    const [all, ...let_] = file('.dockerignore').trim().split('\n');
    expect(all).toBe('*');
    expect(let_.map((line) => line.replace(/^!/, '')).sort()).toEqual(copiedOf(stages));
  });
});

describe('compose.yaml', () => {
  let clusters: Clusters;
  beforeAll(async () => {
    clusters = await createClusters({ clusters: ['sanfrancisco', 'newyork'] });
  });
  afterAll(() => clusters.cleanup());

  it('has a Redis that forgets nothing', () => {
    const { command, volumes } = compose.services['redis'] ?? { command: [], volumes: [] };
    expect(command.join(' ')).toContain('--appendonly yes');
    expect(command.join(' ')).toContain('--maxmemory-policy noeviction');
    expect(volumes).toEqual(['redis:/data']);
    expect(Object.keys(compose.volumes)).toContain('redis');
  });

  it('has a bot, and a worker for each cluster, locked in as docs/image.md has it', () => {
    expect(product.map(([, { command }]) => command)).toEqual([['bot'], ['worker'], ['worker']]);
    for (const [, service] of product) {
      expect(service).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
    }
  });

  it('gives a process longer to end than it takes', () => {
    const [, within = ''] = /stopWithinMs = ([\d_]+)/.exec(file('src/main.ts')) ?? [];
    for (const [, { stop_grace_period = '' }] of product) {
      expect(Number.parseInt(stop_grace_period, 10) * 1_000).toBeGreaterThan(
        Number(within.replaceAll('_', '')),
      );
    }
  });

  it('has no secret in an environment, and nothing there that the product does not read', async () => {
    const names = await readdir(join(root, 'src/config'));
    const read = await Promise.all(names.map((name) => readFile(join(root, 'src/config', name))));
    for (const name of product.flatMap(([, { environment = {} }]) => Object.keys(environment))) {
      expect(name).not.toMatch(/(TOKEN|SECRET|KEY)$/);
      expect(read.join('\n')).toContain(`'${name.replace(/_FILE$/, '')}'`);
    }
  });

  it('names the places where the sandbox puts things', () => {
    const { sandbox, ...services } = compose.services;
    const option = (name: string) => sandbox?.command[sandbox.command.indexOf(name) + 1];
    const bot = services['bot']?.environment;
    expect(bot?.['SLACK_API_URL']).toBe(`http://127.0.0.1:${option('--slack')}/api/`);
    for (const cluster of ['sanfrancisco', 'newyork']) {
      const home = relative(clusters.dir, clusters.home(cluster));
      const env = services[`worker-${cluster}`]?.environment;
      expect(env?.['MAPR_HOME']).toBe(`${option('--dir')}/clusters/${home}`);
      expect(env?.['REPLICATE_CONFIG']).toBe(`${option('--dir')}/${cluster}.yaml`);
    }
  });

  it('is for this machine alone', () => {
    const ports = Object.values(compose.services).flatMap(({ ports = [] }) => ports);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
    expect(ports).toHaveLength(1);
  });
});
