import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clientLine } from '../../src/check/client.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'replicate-home-'));
});
afterAll(() => rm(home, { recursive: true }));

it.each([
  ['6.1.0.20180926230239.GA\n', 'ok', /is 6\.1\.0\.20180926230239\.GA/],
  ['10.0.0.1.GA', 'ok', /is 10\.0\.0/],
  ['5.1.0.37549.GA', 'warning', /is 5\.1\.0.*--autosetup/],
  ['', 'unknown', /cannot be read/],
  ['GA', 'unknown', /cannot be read/],
])('tells the version of the client: %j is %s', async (text, level, words) => {
  await writeFile(join(home, 'MapRBuildVersion'), text);
  const line = await clientLine(home);
  expect(line.level).toBe(level);
  expect(line.what).toMatch(words);
});

it('cannot tell it where there is no such file', async () => {
  expect((await clientLine(join(home, 'nothing'))).level).toBe('unknown');
});
