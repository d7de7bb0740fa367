import { expect, it } from 'vitest';
import { type Settings, settingsSchema } from '../../src/config/schema.ts';
import { liveSettings } from '../../src/config.ts';

const raw = {
  clusters: {
    newyork: { owners: ['U0NY1', 'U0NY2'], paths: { '/payments/**': { owners: ['U0PAY1'] } } },
    paris: { owners: ['U0PA1'] },
  },
  worker: { clusters: ['newyork'] },
};
const parse = (change: object = {}): Settings => settingsSchema.parse({ ...raw, ...change });

function live(next: () => Settings) {
  return liveSettings(parse(), next);
}

it('settings that are as they were change nothing', () => {
  expect(live(() => parse()).reload()).toEqual({ owners: [], restart: [] });
});

it('owners are taken up, of clusters and of paths, and told by who came and who went', () => {
  const newyork = { owners: ['U0NY2', 'U0NY3'], paths: { '/logs/*': { owners: ['U0LOG'] } } };
  const { settings, reload } = live(() => parse({ clusters: { ...raw.clusters, newyork } }));
  const { owners, restart } = reload();
  expect(owners).toEqual([
    { of: 'newyork', added: ['U0NY3'], removed: ['U0NY1'] },
    { of: 'newyork/payments/**', added: [], removed: ['U0PAY1'] },
    { of: 'newyork/logs/*', added: ['U0LOG'], removed: [] },
  ]);
  expect(restart).toEqual([]);
  expect(settings.clusters['newyork']?.owners).toEqual(['U0NY2', 'U0NY3']);
});

it('a cluster that is new waits for a restart, and one that is gone has no owners any more', () => {
  const { newyork } = raw.clusters;
  const { settings, reload } = live(() =>
    parse({ clusters: { newyork, rome: { owners: ['U0RO1'] } } }),
  );
  const { owners, restart } = reload();
  expect(owners).toEqual([{ of: 'paris', added: [], removed: ['U0PA1'] }]);
  expect(restart).toEqual(['clusters.paris', 'clusters.rome']);
  expect(Object.keys(settings.clusters)).toEqual(['newyork']);
});

it('all else is named as the file has it, and stays as it was', () => {
  const { settings, reload } = live(() =>
    parse({
      consent: { expires: '2h', remind: '1h' },
      worker: { clusters: ['paris'], atOnce: { copies: 2 } },
      timeouts: { command: '5s' },
      retries: { delay: '2s' },
    }),
  );
  expect(reload().restart).toEqual([
    'consent.expires',
    'consent.remind',
    'worker.clusters',
    'worker.atOnce.copies',
    'timeouts.command',
    'retries.delay',
  ]);
  expect({ ...settings }).toEqual(parse());
});

it('what needed a restart needs none once the file is as it was', () => {
  const files = [parse({ worker: null }), parse()];
  const { reload } = live(() => files.shift() ?? parse());
  expect(reload().restart).toEqual(['worker']);
  expect(reload().restart).toEqual([]);
});

it('owners that cannot be read leave those of before', () => {
  const { settings, reload } = live(() => {
    throw new Error('a fault');
  });
  expect(reload).toThrow('a fault');
  expect(settings.clusters).toEqual(parse().clusters);
});
