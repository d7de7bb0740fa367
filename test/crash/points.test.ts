import { describe, expect, it } from 'vitest';
import type { UndoCause } from '../../src/jobs/events.ts';
import { consentSteps, type Procedure, procedures, rowsFor } from '../../src/jobs/plan.ts';
import { type CrashPoint, pointsOf } from './points.ts';
import { nameOfWay, ways } from './ways.ts';

const none: ReadonlySet<string> = new Set();
const shown = { looks: none, acts: none, copies: none, undoes: none, leaves: none };
const points = ways.flatMap((way) => pointsOf(way, shown));
const names = points.map(({ name }) => name);

const tables = Object.keys(procedures) as Procedure[];
const asked = (procedure: Procedure) =>
  rowsFor(procedure, null).some(({ name }) => name === consentSteps.replica);
const undone = tables.flatMap((procedure) =>
  rowsFor(procedure, null)
    .filter(({ undoable }) => undoable)
    .map(({ name }) => [procedure, name] as const),
);

function pointsNamed(way: string, step: string): readonly CrashPoint[] {
  return points.filter(({ name }) => name.startsWith(`${way}: ${step}: `));
}

describe('The points of the crash matrix', () => {
  it('have each a name of their own', () => {
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(tables)('are there for every step of %s, whoever asks for it', (procedure) => {
    const parties = asked(procedure)
      ? ([
          ['', 'source'],
          [', both asked', null],
        ] as const)
      : ([['', 'source']] as const);
    for (const [words, speaksFor] of parties) {
      for (const { name } of rowsFor(procedure, speaksFor)) {
        expect(pointsNamed(`${procedure}${words}`, name), name).not.toEqual([]);
      }
    }
  });

  it.each(undone)('are there for the undo in %s of %s, whatever it is for', (procedure, step) => {
    for (const words of asked(procedure) ? ['', ', both asked'] : ['']) {
      for (const cause of ['cancelled', 'rolled-back'] satisfies UndoCause[]) {
        expect(pointsNamed(`${procedure}${words}, ${cause}`, `undo of ${step}`)).not.toEqual([]);
      }
    }
  });

  it.each(['create', 'register'])(
    'are there for the undo of %s, which is done before the consent, when that is denied or expires',
    (step) => {
      for (const cause of ['denied by', 'expired at']) {
        const way = `replicate, ${cause} the replica's owner`;
        expect(pointsNamed(way, `undo of ${step}`)).not.toEqual([]);
      }
    },
  );

  it('are there for every end of a request that both sides are asked for', () => {
    const ends = ways
      .filter(({ procedure, speaksFor }) => procedure === 'replicate' && speaksFor === null)
      .map(nameOfWay);
    expect(ends).toEqual([
      'replicate, both asked',
      "replicate, both asked, denied by the source's owner",
      "replicate, both asked, denied by the replica's owner",
      "replicate, both asked, expired at the source's owner",
      "replicate, both asked, expired at the replica's owner",
      'replicate, both asked, cancelled',
      'replicate, both asked, rolled-back',
    ]);
  });
});
