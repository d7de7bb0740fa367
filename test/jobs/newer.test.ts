import { describe, expect, it } from 'vitest';
import { formatVersion, readEvent } from '../../src/jobs/events.ts';
import { entryOf } from '../../src/jobs/new-entries.ts';
import { createToldBefore, Newer } from '../../src/jobs/newer.ts';
import { Damaged, eventIn, orUnread } from '../../src/jobs/unread.ts';

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

  it.each([
    ['of a later format', { ...event, v: formatVersion + 1 }],
    ['of a kind that is not known', { type: 'step.noted', at: 1 }],
    ['of a step that is not known', { type: 'step.done', step: 'widen', summary: '', at: 1 }],
  ])("%s is a newer version's", (_, written) => {
    const entry = { version: 7, text: JSON.stringify(written), hash: 'h' };
    expect(() => eventIn('abcd2345', entry)).toThrow(Newer);
  });

  it.each([
    ['is no JSON', '{"type":'],
    ['is no object', '7'],
    ['is of no time', JSON.stringify({ ...event, at: undefined })],
    ['is of no time that a clock tells', JSON.stringify({ ...event, at: 'now' })],
    ['is of a later format, but of no time', JSON.stringify({ v: formatVersion + 1 })],
    ['is of a format that is no number', JSON.stringify({ ...event, v: '2' })],
  ])('%s: the log is damaged, and no newer version is waited for', (_, text) => {
    const read = () => eventIn('abcd2345', { version: 7, text, hash: 'h' });
    expect(read).toThrow(Damaged);
    expect(read).toThrow(/log of request abcd2345 is damaged: entry 7 .*audit --verify abcd2345/);
  });
});

it('tells what is left to a newer version once, and any other error each time', () => {
  const toldBefore = createToldBefore();
  const told = [new Newer('a'), new Newer('a'), new Newer('b'), new Error('a'), new Error('a')];
  expect(told.map(toldBefore)).toEqual([false, true, false, false, false]);
});

it('gives lists a word in place of what cannot be read, and passes every other error on', async () => {
  expect(await orUnread(Promise.resolve(1))).toBe(1);
  expect(await orUnread(Promise.reject(new Newer('a')))).toBe('newer');
  expect(await orUnread(Promise.reject(new Damaged('a', 1)))).toBe('damaged');
  await expect(orUnread(Promise.reject(new Error('away')))).rejects.toThrow('away');
});
