import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { saysTheSame, withTable } from '../../scripts/reliability.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

it("the README's table says what the tests' names say: if not, npm run reliability", () => {
  expect(saysTheSame(withTable(readme), readme)).toBe(true);
  expect(saysTheSame(withTable(readme), readme.replace('is killed', 'is hurt'))).toBe(false);
});

it('has a row for what tests show of workers, Redis, Slack, clusters, set-ups by them, cancel and forgery', () => {
  const counts = [...readme.matchAll(/<summary>([^:]+): (\d+) faults<\/summary>/g)];
  expect(counts.map(([, heading]) => heading)).toEqual([
    'Workers and bots',
    'Redis',
    'Slack',
    'Clusters',
    'Set-up by the cluster',
    'Set-up into a stream that is there',
    'Set-up in both directions',
    'Cancel',
    'Forgery',
  ]);
  for (const [, heading, count] of counts) expect(Number(count), heading).toBeGreaterThan(3);
});
