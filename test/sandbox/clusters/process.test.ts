import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { pair, silent, until, useClusters } from './use-clusters.ts';

const { world, start, run, sh, rows } = useClusters();

const errorLine = /^ERROR \((\d+)\) - {2}(.+)$/;

describe('options', () => {
  it('1: options come in any order, with flags that take no value', async () => {
    const { source } = pair();
    expect(
      await sh(`maprcli stream create -ttl 60 -autocreate false -path ${source}`),
    ).toMatchObject(silent);
    const [row] = await rows(`maprcli stream info -path ${source}`);
    expect(row).toMatchObject({ ttl: 60, autocreate: false });
    const { stdout } = await sh(`maprcli stream topic list -noheader -long -path ${source} -json`);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'OK', total: 0, data: [] });
  });

  it.each([
    ['unknown option', 'maprcli stream info -path /x -nonsense 1'],
    ['missing option', 'maprcli stream replica add -path /x'],
    ['option without its value', 'maprcli stream info -path'],
    ['word where a boolean belongs', 'maprcli stream create -path /x -autocreate 1'],
    ['incomplete command', 'maprcli stream replica'],
    ['no command', 'maprcli'],
  ])('2: usage and a non-zero exit for: %s', async (_, line) => {
    const { exit, stdout } = await sh(line);
    expect(exit).not.toBe(0);
    expect(stdout).toMatch(/^\s+(\[ )?-path /m);
  });

  it('3: -cluster is refused by stream commands and taken by others', async () => {
    expect(await sh('maprcli stream info -path /x -cluster newyork')).toMatchObject({ exit: 1 });
    for (const words of ['cluster gateway list', 'alarm list', 'volume list', 'license list']) {
      expect(await sh(`maprcli ${words} -cluster newyork`)).toMatchObject({ exit: 0 });
    }
  });
});

describe('answers', () => {
  it('4: a change says nothing in text and an empty envelope in JSON', async () => {
    const { source } = pair();
    expect(await sh(`maprcli stream create -path ${source}`)).toMatchObject(silent);
    const { stdout } = await sh(`maprcli stream edit -path ${source} -ttl 5 -json`);
    expect(JSON.parse(stdout)).toEqual({
      timestamp: expect.any(Number),
      timeofday: expect.any(String),
      status: 'OK',
      total: 0,
      data: [],
    });
    const made = await sh('maprcli volume create -name v4 -path /v4');
    expect(made.stdout).toBe("Successfully created volume: 'v4'");
  });

  it('4: a volume whose mount fails is made all the same', async () => {
    const { exit, stdout } = await sh('maprcli volume create -name v5 -path /no/where');
    expect(exit).toBe(1);
    expect(stdout.split('\n')).toEqual([
      "Successfully created volume: 'v5'",
      'ERROR (10003) -  Volume mount for /no/where failed, No such file or directory',
    ]);
  });

  it('5: a failure is a line on stdout, or errors without data in JSON', async () => {
    const plain = await sh('maprcli stream info -path /mapr/newyork/none');
    expect(plain).toMatchObject({ exit: 1, stderr: '' });
    expect(plain.stdout).toMatch(errorLine);
    const json = await sh('maprcli stream info -path /mapr/newyork/none -json');
    expect(json.exit).toBe(1);
    expect(JSON.parse(json.stdout)).toEqual({
      timestamp: expect.any(Number),
      timeofday: expect.any(String),
      status: 'ERROR',
      errors: [{ id: expect.any(Number), desc: expect.any(String) }],
    });
  });

  it('6: JSON is indented by tabs, without a blank after the colon, an empty array on its own line', async () => {
    const { source } = pair();
    await world().createStream(source);
    const { stdout } = await sh(`maprcli stream topic list -path ${source} -json`);
    expect(stdout.split('\n').slice(3)).toEqual([
      '\t"status":"OK",',
      '\t"total":0,',
      '\t"data":[',
      '\t\t',
      '\t]',
      '}',
    ]);
  });

  it('7: timeofday has a 12-hour clock, without AM and PM in the old form', async () => {
    const clock = /^\d{4}-\d\d-\d\d (0[1-9]|1[0-2]):\d\d:\d\d\.\d{3} GMT[+-]\d{4}/;
    const ask = async () => JSON.parse((await sh('maprcli volume list -json')).stdout).timeofday;
    expect(await ask()).toMatch(new RegExp(`${clock.source} [AP]M$`));
    await world().faults.set({ oldTimeofday: true });
    expect(await ask()).toMatch(new RegExp(`${clock.source}$`));
  });

  it('8: a list is a header and rows, and nothing at all when empty', async () => {
    const { source } = pair();
    await world().createStream(source);
    expect(await sh(`maprcli stream topic list -path ${source}`)).toMatchObject(silent);
    await sh(`maprcli stream topic create -path ${source} -topic trades`);
    const { stdout } = await sh(`maprcli stream topic list -path ${source}`);
    expect(stdout.split('\n').map((line) => line.split(/\s+/))).toEqual([
      ['topic', 'partitions', 'logicalsize', 'consumers', 'maxlag', 'physicalsize'],
      ['trades', '1', '0', '0', '0', '0'],
    ]);
    const bare = await sh(`maprcli stream topic list -path ${source} -noheader`);
    expect(bare.stdout).toMatch(/^trades/);
  });
});

describe('faults', () => {
  it('9: noise goes to stderr, and ahead of the JSON if so switched', async () => {
    await world().faults.set({ noise: {} });
    const beside = await sh('maprcli volume list -json');
    expect(beside.stderr).toMatch(
      /SLF4J[\s\S]*IPv6[\s\S]*ERROR Client fc\/dbclient\.cc:\d+ Thread: \d+ /,
    );
    expect(JSON.parse(beside.stdout)).toMatchObject({ status: 'OK' });
    await world().faults.set({ noise: { stdout: true } });
    const ahead = await sh('maprcli volume list -json');
    expect(() => JSON.parse(ahead.stdout)).toThrow();
    expect(JSON.parse(ahead.stdout.slice(ahead.stdout.indexOf('\n{\n')))).toMatchObject({
      status: 'OK',
    });
  });

  it('10: start-up takes as long as is set', async () => {
    await world().faults.set({ latency: { ms: 300 } });
    const before = Date.now();
    await sh('maprcli volume list');
    expect(Date.now() - before).toBeGreaterThanOrEqual(300);
  });

  it('11: without a licence replica add hangs, or fails with 95 and a native line', async () => {
    const { source, replica } = pair();
    await world().createStream(source);
    await world().createStream(replica);
    const line = `maprcli stream replica add -path ${source} -replica ${replica}`;
    await world().faults.set({ licence: { how: 'refuse' } });
    const refused = await sh(line);
    expect(refused.exit).toBe(1);
    expect(refused.stdout).toBe(
      `ERROR (95) -  Failed to add replica for table: ${source} DirectCopyInfo DC_NOT_SUPPORTED`,
    );
    expect(refused.stderr).toMatch(/AddTableReplica failed, error Function not implemented\(38\)$/);

    await world().faults.set({ licence: { how: 'hang' } });
    const hanging = start('maprcli', line.split(' ').slice(1));
    await until(async () => expect((await world().journal()).at(-1)?.pid).toBe(hanging.pid));
    hanging.kill('SIGTERM');
    expect((await hanging).exitCode).toBe(143);
    expect((await world().stream(source))?.replicas).toEqual([]);
  });

  it('12: every command fails with 10009 while the CLDB is down', async () => {
    const { source, replica } = pair();
    await world().createStream(source);
    await world().createStream(replica);
    await world().faults.set({ cldbDown: { clusters: 'newyork' } });
    expect((await sh(`maprcli stream info -path ${replica}`)).stdout).toMatch(/^ERROR \(10009\)/);
    const add = await sh(`maprcli stream replica add -path ${source} -replica ${replica}`);
    expect(add.stdout).toMatch(/^ERROR \(10009\)/);
    expect((await sh(`mapr copystream -src ${source} -dst ${replica}`)).exit).toBe(1);
    expect((await sh(`maprcli stream info -path ${source}`)).exit).toBe(0);
  });

  it.each(['expired', 'missing'] as const)(
    '13: a ticket that is %s fails for its cluster',
    async (state) => {
      await world().faults.set({ ticket: { clusters: 'newyork', state } });
      expect((await sh('maprcli stream info -path /mapr/newyork/x')).stdout).toMatch(/Ticket/);
      expect((await sh('maprlogin authtest -cluster newyork')).exit).toBe(1);
      expect((await sh('maprlogin authtest -cluster sanfrancisco')).exit).toBe(0);
      const print = (await sh('maprlogin print')).stdout;
      expect(print).toMatch(
        /^Opening keyfile \/tmp\/maprticket_\d+\nsanfrancisco: user = mapr-bot,/,
      );
      expect(print.includes('\nnewyork:')).toBe(state === 'expired');
    },
  );

  it('a fault with times heals by itself', async () => {
    await world().faults.set({ cldbDown: { command: 'volume list', times: 2 } });
    const exits = [];
    for (let turn = 0; turn < 3; turn += 1) exits.push((await sh('maprcli volume list')).exit);
    expect(exits).toEqual([1, 1, 0]);
  });

  it('a hang after the effect leaves the effect', async () => {
    const { source } = pair();
    await world().faults.set({ hang: { command: 'stream create', after: true } });
    const hanging = start('maprcli', ['stream', 'create', '-path', source]);
    await until(async () => expect(await world().stream(source)).toBeDefined());
    hanging.kill('SIGKILL');
    await hanging;
    const ran = (await world().journal()).at(-1);
    expect(ran).toMatchObject({ effect: true });
    expect(ran).not.toHaveProperty('exit');
  });

  it('a deaf hang survives SIGTERM', async () => {
    await world().faults.set({ hang: { deaf: true } });
    const hanging = start('maprcli', ['volume', 'list']);
    await once(hanging.stderr, 'data');
    hanging.kill('SIGTERM');
    // A command that starts and ends after the signal was sent: the deaf one is still there.
    await world().faults.clear();
    await sh('maprcli volume list');
    expect(hanging.exitCode).toBeNull();
    hanging.kill('SIGKILL');
    expect((await hanging).signal).toBe('SIGKILL');
  });

  it('answers are cut, spoiled, forged, or a failure with exit 0', async () => {
    const list = () => sh('maprcli volume list -json');
    await world().faults.set({ truncated: true });
    const cut = await list();
    expect(() => JSON.parse(cut.stdout)).toThrow();
    await world().faults.clear();
    await world().faults.set({ invalid: true });
    const spoiled = await list();
    expect(spoiled.stdout).toMatch(/,\n\}$/);
    await world().faults.clear();
    await world().faults.set({ reply: { exit: 3, stdout: 'a', stderr: 'b' } });
    expect(await list()).toMatchObject({ exit: 3, stdout: 'a', stderr: 'b' });
    await world().faults.clear();
    await world().faults.set({ exitZero: { id: 10003, desc: 'no' } });
    expect(await list()).toMatchObject({ exit: 0, stdout: 'ERROR (10003) -  no' });
  });
});

it('arguments reach the command as they are', async () => {
  expect((await run('maprcli', ['stream', 'info', '-path', '/a b; rm'])).stdout).toBe(
    'ERROR (22) -  /a b; rm is not a valid stream',
  );
});
