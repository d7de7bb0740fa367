import { expect, it } from 'vitest';
import { genesis, link } from '../../src/jobs/chain.ts';

it('hashes the same way for ever: logs that are kept depend on it', () => {
  const first = link(genesis('abcd2345'), '{"type":"requested"}');
  expect(first).toBe('i68KSgpRZz8ZNzc-5boi8U6FCEzG6ML7luNZdLH5gAA');
  expect(link(first, '{"type":"ended"}')).toBe('3-vF8axFHyvTxHN5O2ezwdzUiBFgI9zKKi4r4lwDbOY');
});

it('begins differently for each request', () => {
  expect(link(genesis('abcd2345'), 'x')).not.toBe(link(genesis('zzzz2345'), 'x'));
});
