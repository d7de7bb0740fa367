import { expect, it } from 'vitest';
import { sideBySide } from '../../../src/jobs/steps/side-by-side.ts';

function later<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

it('answers in the order in which the looks are given', async () => {
  const slow = later<string>();
  const both = sideBySide(slow.promise, Promise.resolve(2));
  slow.resolve('one');
  expect(await both).toEqual(['one', 2]);
});

it('waits for those that still run where one has failed', async () => {
  const slow = later<string>();
  let isOver = false;
  const both = sideBySide(Promise.reject(new Error('first')), slow.promise).catch((error) => {
    isOver = true;
    return error;
  });
  await new Promise(setImmediate);
  expect(isOver).toBe(false);
  slow.resolve('one');
  expect(await both).toEqual(new Error('first'));
});

it('throws what the first of them threw, in their order', async () => {
  const slow = later<never>();
  const both = sideBySide(
    slow.promise.catch(() => Promise.reject(new Error('first'))),
    Promise.reject(new Error('second')),
  );
  slow.resolve(Promise.reject(new Error('late')) as never);
  await expect(both).rejects.toThrow('first');
});
