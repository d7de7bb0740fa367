import { expect, it } from 'vitest';
import { inTurn } from '../../src/bot/in-turn.ts';

it('does one after another, in the order in which they came', async () => {
  const seen: string[] = [];
  const work = inTurn(async (name: string) => {
    seen.push(`${name} begins`);
    await new Promise(setImmediate);
    seen.push(`${name} ends`);
    return name;
  });
  expect(await Promise.all([work('one'), work('two')])).toEqual(['one', 'two']);
  expect(seen).toEqual(['one begins', 'one ends', 'two begins', 'two ends']);
});

it('goes on after one that failed, and tells who asked for that', async () => {
  const work = inTurn(async (name: string) => {
    if (name === 'bad') throw new Error('No.');
    return name;
  });
  const [bad, good] = await Promise.allSettled([work('bad'), work('good')]);
  expect(bad).toMatchObject({ status: 'rejected', reason: new Error('No.') });
  expect(good).toEqual({ status: 'fulfilled', value: 'good' });
});
