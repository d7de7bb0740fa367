import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { loadSettings } from '../../src/config.ts';
import {
  type Budget,
  type Deployment,
  folder,
  readKustomization,
  readManifest,
} from './manifests.ts';
import { loadAs, stopsWithin, unknownNames } from './product.ts';

const dir = mkdtempSync(join(tmpdir(), 'replicate-manifests-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const { resources, configMapGenerator, images } = readKustomization();
const objects = resources.flatMap(readManifest);
const deployments = objects.filter((each): each is Deployment => each.kind === 'Deployment');
const budgets = objects.filter((each): each is Budget => each.kind === 'PodDisruptionBudget');
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

function pods({ metadata, spec }: Deployment) {
  const { spec: pod, metadata: labelled } = spec.template;
  const [container] = pod.containers;
  const env = Object.fromEntries(container.env.map(({ name, value }) => [name, value]));
  return { name: metadata.name, labels: labelled.labels, spec, pod, container, env };
}

/** The settings that a config map brings, as the role reads them. */
function settingsOf(configMap: string | undefined, asWorker: boolean) {
  const { files = [] } = configMapGenerator.find(({ name }) => name === configMap) ?? {};
  const [key, file = ''] = files[0]?.split('=') ?? [];
  expect(key).toBe('replicate.yaml');
  return loadSettings({ REPLICATE_CONFIG: fileURLToPath(new URL(file, folder)) }, asWorker);
}

/** Whether a file is there at the start: a key of a config map or a secret, under the path where that is mounted. */
function isMounted(
  path: string,
  { volumeMounts }: ReturnType<typeof pods>['container'],
  pod: Deployment['spec']['template']['spec'],
) {
  return volumeMounts.some(({ name, mountPath }) => {
    const volume = pod.volumes.find((each) => each.name === name);
    const keys =
      volume?.secret?.items.map((item) => item.path) ??
      (volume?.configMap ? ['replicate.yaml'] : []);
    return keys.some((key) => path === `${mountPath}/${key}`);
  });
}

it('makes every manifest that is there, and each image in this version', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  expect([...resources, 'kustomization.yaml'].sort()).toEqual(files.sort());
  const used = new Set(deployments.map((each) => pods(each).container.image));
  expect(images.map(({ name, newTag }) => [name, newTag])).toEqual(
    [...used].map((name) => [name, version]),
  );
  const docs = readFileSync('docs/image.md', 'utf8');
  for (const image of used) expect(docs).toContain(`docker build -t ${image} `);
});

it('has a worker for each cluster of the settings, and says the same of them everywhere', () => {
  const [bots, ...others] = deployments.map((each) => {
    const { pod, container } = pods(each);
    const map = pod.volumes.find(({ configMap }) => configMap)?.configMap?.name;
    return settingsOf(map, container.args[0] === 'worker');
  });
  const { worker: _, ...shared } = bots ?? {};
  for (const { worker, ...rest } of others) {
    expect(rest).toEqual(shared);
    expect(worker?.clusters).toHaveLength(1);
  }
  const served = others.flatMap(({ worker }) => worker?.clusters ?? []);
  expect(served.sort()).toEqual(Object.keys(bots?.clusters ?? {}).sort());
});

describe.each(deployments.map(pods))('$name', ({ name, labels, spec, pod, container, env }) => {
  const [role] = container.args;

  it('is given the environment that it takes', () => {
    expect(unknownNames(env)).toEqual([]);
    const { listen } = loadAs(role, env, dir);
    expect(listen).toEqual({ host: '0.0.0.0', port: container.ports[0]?.containerPort });
  });

  it('finds the files that its environment names, and mounts no others', () => {
    const named = Object.entries(env).filter(([key]) => /_FILE$|_CONFIG$|TICKETFILE/.test(key));
    for (const [key, path] of named) expect(isMounted(path, container, pod), key).toBe(true);
    const mounted = pod.volumes.flatMap(({ secret }) => secret?.items ?? []);
    expect(mounted).toHaveLength(named.length - 1);
    const volumes = new Set(pod.volumes.map((volume) => volume.name));
    expect(new Set(container.volumeMounts.map((mount) => mount.name))).toEqual(volumes);
    // A read-only root and another owner: the group has to be let read.
    for (const { secret } of pod.volumes) if (secret) expect(secret.defaultMode).toBe(0o440);
  });

  it('is asked how it does where it answers', () => {
    const server = readFileSync('src/observe/server.ts', 'utf8');
    for (const { httpGet } of [container.livenessProbe, container.readinessProbe]) {
      expect(server).toContain(`case '${httpGet.path}'`);
      expect(container.ports.map((port) => port.name)).toContain(httpGet.port);
    }
    // What it waits for is no reason to end it.
    expect(container.livenessProbe.httpGet.path).toBe('/healthz');
  });

  it('has time to stop, and is selected by its own budget alone', () => {
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(stopsWithin);
    expect(spec.selector.matchLabels).toEqual(labels);
    const own = budgets.filter(
      ({ spec: { selector } }) => JSON.stringify(selector.matchLabels) === JSON.stringify(labels),
    );
    expect(own.map(({ metadata }) => metadata.name)).toEqual([name]);
    const [spread] = pod.topologySpreadConstraints;
    expect(spread?.labelSelector).toEqual({ matchLabels: labels });
  });

  it('holds what its role needs, and no more', () => {
    const keys = Object.keys(env).join(' ');
    if (role === 'bot') expect(keys).not.toMatch(/MAPR|PUBLIC/);
    else expect(keys).not.toMatch(/SLACK|SIGNING/);
    // Somebody has to collect what a JVM leaves behind.
    expect(pod.shareProcessNamespace ?? false).toBe(role === 'worker');
  });
});
