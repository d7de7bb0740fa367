import { describe, expect, it } from 'vitest';
import { formatVersion, readEvent } from '../../src/jobs/events.ts';
import { entryOf } from '../../src/jobs/new-entries.ts';
import { createToldBefore, Newer, orNewer } from '../../src/jobs/newer.ts';

const event = { type: 'retried', by: { user: 'U1', via: 'U1' }, at: 1 } as const;

describe('an entry of the log', () => {
  it('carries the version of its format, and is read as what was written', () => {
    const { text, hash, event: written } = entryOf('', event);
    expect(JSON.parse(text)).toEqual({ v: formatVersion, ...event });
    expect(readEvent({ text, hash })).toEqual(written);
  });

  it('from before there was a version is read, and one of a later version is not', () => {
    const read = (v: unknown) => readEvent({ text: JSON.stringify({ ...event, v }), hash: 'h' });
    expect(read(undefined)).toEqual({ ...event, hash: 'h' });
    expect(read(formatVersion)).toEqual({ ...event, hash: 'h' });
    expect(read(formatVersion + 1)).toBeNull();
    expect(read('2')).toBeNull();
  });
});

it('tells what is left to a newer version once, and any other error each time', () => {
  const toldBefore = createToldBefore();
  const told = [new Newer('a'), new Newer('a'), new Newer('b'), new Error('a'), new Error('a')];
  expect(told.map(toldBefore)).toEqual([false, true, false, false, false]);
});

it('gives lists a word in place of what is not known, and passes every other error on', async () => {
  expect(await orNewer(Promise.resolve(1))).toBe(1);
  expect(await orNewer(Promise.reject(new Newer('a')))).toBe('newer');
  await expect(orNewer(Promise.reject(new Error('away')))).rejects.toThrow('away');
});
