import { Agent, request } from 'undici';
import { describe, expect, it } from 'vitest';
import type { RestServer } from '../../../sandbox/clusters/index.ts';
import { pair, silent, useClusters } from './use-clusters.ts';

const { world, run, sh, rows } = useClusters();

const lineCount = async (line: string) => {
  const { stdout } = await sh(line);
  return stdout === '' ? 0 : stdout.split('\n').length;
};

describe('gateways', () => {
  it('40: text forms have the observed line counts', async () => {
    const set = ['cluster', 'gateway', 'set', '-dstcluster', 'newyork', '-gateways', 'gw1.newyork'];
    expect(await run('maprcli', set)).toMatchObject(silent);
    expect(await lineCount('maprcli cluster gateway get -dstcluster newyork')).toBe(2);
    expect((await sh('maprcli cluster gateway list')).stdout.split('\n')[0]).toMatch(
      /^cluster +gatewayConfig$/,
    );
    expect(await lineCount('maprcli cluster gateway local')).toBe(2);
    expect(await lineCount('maprcli cluster gateway local -format dns')).toBe(4);
    expect(await lineCount('maprcli cluster gateway delete -dstcluster newyork')).toBe(0);
    expect(await lineCount('maprcli cluster gateway get -dstcluster newyork')).toBe(0);
    await run('maprcli', [...set.slice(0, -1), 'gw1.newyork gw2.newyork']);
  });

  it('40: resolve gives only gateways that run', async () => {
    const resolve = 'maprcli cluster gateway resolve -cluster sanfrancisco -dstcluster newyork';
    expect(await rows(resolve)).toEqual([
      { cluster: 'newyork', gatewayConfig: 'gw1.newyork gw2.newyork' },
    ]);
    await world().faults.set({ gatewaysDown: { clusters: 'newyork', hosts: ['gw2.newyork'] } });
    expect(await rows(resolve)).toEqual([{ cluster: 'newyork', gatewayConfig: 'gw1.newyork' }]);
    await world().faults.set({ gatewaysDown: { clusters: 'newyork' } });
    expect(await rows(resolve)).toEqual([]);
    await world().faults.clear();
    await world().faults.set({ gatewaysMissing: { clusters: 'newyork' } });
    expect(await rows(resolve)).toEqual([]);
  });
});

it('41: alarms have keys with blanks', async () => {
  const { source, replica } = pair();
  await world().createStream(source);
  await world().createStream(replica);
  expect(await rows('maprcli alarm list -type volume')).toEqual([]);
  await sh(`maprcli stream replica add -path ${source} -replica ${replica}`);
  expect(Object.keys((await rows('maprcli alarm list -type volume'))[0] ?? {})).toEqual([
    'entity',
    'alarm name',
    'alarm state',
    'alarm statechange time',
    'description',
  ]);
  await world().deleteStream(source);
});

it('42: the licence list has a broken form', async () => {
  expect(await rows('maprcli license list')).toHaveLength(2);
  await world().faults.set({ licence: { clusters: 'sanfrancisco', how: 'refuse' } });
  expect(await rows('maprcli license list')).toHaveLength(1);
  await world().faults.set({ brokenLicences: true });
  const { exit, stdout } = await sh('maprcli license list -json');
  expect(exit).toBe(0);
  expect(() => JSON.parse(stdout)).toThrow();
  expect(stdout).toMatch(/"grace":false,\n\s*\}/);
  expect(stdout).toMatch(/"license":"vendor: [^"]*"[^"]*"\ncluster: /);
});

describe('REST', () => {
  const ask = async (server: RestServer, path: string, method: string, password = 'mapr-bot') => {
    const authorization = `Basic ${Buffer.from(`mapr-bot:${password}`).toString('base64')}`;
    const dispatcher = new Agent({ connect: { ca: server.ca } });
    const { statusCode, body } = await request(server.url + path, {
      method: method as 'GET' | 'POST',
      headers: { authorization },
      dispatcher,
    });
    return { status: statusCode, body: await body.text() };
  };

  it.each(['GET', 'POST'])(
    '43: %s answers one line of JSON, 200 even for an error',
    async (verb) => {
      const server = await world().serveRest();
      const { source } = pair();
      const path = encodeURIComponent(source);
      const made = await ask(server, `/rest/stream/create?path=${path}`, verb);
      expect(made.status).toBe(200);
      expect(made.body).not.toMatch(/[\n\t]/);
      expect(JSON.parse(made.body)).toMatchObject({ status: 'OK', total: 0, data: [] });
      const again = await ask(server, `/rest/stream/create?path=${path}`, verb);
      expect(again.status).toBe(200);
      expect(JSON.parse(again.body)).toMatchObject({ status: 'ERROR', errors: [{ id: 10003 }] });
      const misuse = await ask(server, '/rest/stream/create', verb);
      expect(JSON.parse(misuse.body)).toMatchObject({ status: 'ERROR' });
      expect(await world().stream(source)).toBeDefined();
      await server.close();
    },
  );

  it('43: bad credentials get 401', async () => {
    const server = await world().serveRest();
    expect(await ask(server, '/rest/volume/list', 'GET', 'wrong')).toMatchObject({ status: 401 });
    await server.close();
  });

  it('answers HTTP as it is told, or not at all, before the command or after it', async () => {
    const server = await world().serveRest();
    const { source, replica } = pair();
    const create = (path: string) =>
      ask(server, `/rest/stream/create?path=${encodeURIComponent(path)}`, 'POST');
    await world().faults.set({
      http: [
        { command: source, status: 502, body: 'no way', times: 1 },
        { command: replica, lost: true, after: true },
      ],
    });
    expect(await create(source)).toEqual({ status: 502, body: 'no way' });
    expect(await world().stream(source)).toBeUndefined();
    expect(await create(source)).toMatchObject({ status: 200 });
    await expect(create(replica)).rejects.toThrow(/closed/);
    expect(await world().stream(replica)).toBeDefined();
    const asked = (await world().journal()).filter(({ line }) => line.includes(source));
    expect(asked.map(({ ppid }) => ppid)).toEqual([0, 0]);
    await world().faults.clear();
    await server.close();
  });
});

it('maprlogin says so on a cluster that is not secure', async () => {
  const { stdout } = await sh('maprlogin password -cluster newyork');
  expect(stdout).toMatch(
    /^\[Password for user 'mapr-bot' at cluster 'newyork': \]\nMapR credentials/,
  );
});
