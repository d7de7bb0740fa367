import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkView } from '../../../sandbox/slack/block-kit/view.ts';
import { placesOf } from '../../../src/bot/home/lists.ts';
import { type HomeContent, home } from '../../../src/bot/views/home.ts';
import { anyState } from './arbitrary.ts';
import { stateOf } from './logs.ts';
import { buttonsOf } from './valid.ts';

const none = { rows: [], more: false };
const empty: HomeContent = { waits: none, asked: none, runs: none, replicates: none };

function filled(states: readonly ReturnType<typeof stateOf>[], more: boolean): HomeContent {
  const rows = states.map((state) => ({ state, link: 'https://x.example/archives/C1/p1' }));
  const one = { rows, more };
  return { waits: one, asked: one, runs: one, replicates: one };
}

describe('a home', () => {
  it('is taken by Slack, whatever the logs add up to', () => {
    fc.assert(
      fc.property(fc.array(anyState, { maxLength: 10 }), fc.boolean(), (states, more) => {
        // No two requests have one id.
        const apart = states.map((state, index) => ({ ...state, id: `abcd23${40 + index}` }));
        const waits = apart.filter(
          ({ phase, consents }) =>
            phase === 'failed' ||
            phase === 'undo-failed' ||
            (phase === 'running' && consents.replica.kind === 'asked'),
        );
        const content = {
          ...filled(apart, more),
          waits: { rows: filled(waits, more).waits.rows, more },
        };
        expect(checkView(home(content), 'home', {})).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('says in words where there is nothing', () => {
    const said = JSON.stringify(home(empty));
    expect(said).toMatch(/Nothing waits for you/);
    expect(said).toMatch(/You have asked for nothing yet/);
    expect(checkView(home(empty), 'home', {})).toEqual([]);
  });

  it('says that there are more than it shows', () => {
    const content = {
      ...empty,
      asked: { rows: filled([stateOf('done')], true).asked.rows, more: true },
    };
    expect(JSON.stringify(home(content))).toContain('You asked for (1 newest)');
  });

  it('has buttons for what waits alone', () => {
    const content = filled([stateOf('waitingForConsent')], false);
    expect(buttonsOf(home(content))).toEqual(['open_form', 'approve', 'deny']);
  });
});

describe('a request is in the lists of', () => {
  const names = (state: ReturnType<typeof stateOf>) => {
    const { waits, runs, replicates, asked } = placesOf(state, ['U0SF1', 'S0SF'], ['U0NY1']);
    return { waits: [...waits], runs: runs.size, replicates: replicates.size, asked: [...asked] };
  };

  it.each([
    ['waitingForConsent', { waits: ['U0NY1'], runs: 3, replicates: 0, asked: ['U0SF1'] }],
    ['failed', { waits: ['U0SF1', 'S0SF', 'U0NY1'], runs: 3, replicates: 0, asked: ['U0SF1'] }],
    ['loading', { waits: [], runs: 3, replicates: 0, asked: ['U0SF1'] }],
    ['done', { waits: [], runs: 0, replicates: 3, asked: ['U0SF1'] }],
    ['denied', { waits: [], runs: 0, replicates: 0, asked: ['U0SF1'] }],
  ] as const)('%s', (name, places) => {
    expect(names(stateOf(name))).toEqual(places);
  });
});
