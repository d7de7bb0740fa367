import { expect, it } from 'vitest';
import { sharingNext } from '../../src/mapr/sharing.ts';

it('gives no answer that is older than the question, and one to all who have asked by then', async () => {
  let begun = 0;
  const ends: (() => void)[] = [];
  const ask = sharingNext(() => {
    begun += 1;
    const which = begun;
    return new Promise<number>((resolve) => ends.push(() => resolve(which)));
  });
  const first = ask();
  await Promise.resolve();
  expect(begun).toBe(1);
  const second = ask();
  await Promise.resolve();
  const later = [second, ask()];
  ends[0]?.();
  expect(await first).toBe(1);
  await expect.poll(() => begun).toBe(2);
  ends[1]?.();
  expect(await Promise.all(later)).toEqual([2, 2]);
  const last = ask();
  await expect.poll(() => begun).toBe(3);
  ends[2]?.();
  expect(await last).toBe(3);
});

it('goes on after work that has failed', async () => {
  let fail = true;
  const ask = sharingNext(async () => {
    if (fail) throw new Error('broken');
    return 'whole';
  });
  await expect(ask()).rejects.toThrow('broken');
  fail = false;
  expect(await ask()).toBe('whole');
});
