/** Every fault that the sandbox can show, and what comes of it. The names are the table in the README. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultKinds } from '../../sandbox/clusters/faults/types.ts';
import { parseStreamPath } from '../../src/mapr/path.ts';
import { answers } from './cluster-faults/answers.ts';
import { autosetupRides, autosetupStops } from './cluster-faults/autosetup.ts';
import { type Bench, longestMs, startBench } from './cluster-faults/bench.ts';
import { byRest, restRides, restStops } from './cluster-faults/by-rest.ts';
import { clusters } from './cluster-faults/clusters.ts';
import { others } from './cluster-faults/others.ts';
import { rides as otherRides } from './cluster-faults/rides.ts';
import { checkRide, checkStop } from './cluster-faults/rows.ts';

const stops = [...answers, ...clusters, ...others, ...restStops, ...autosetupStops];
const rides = [...otherRides, ...restRides, ...autosetupRides];
const journeys = [...rides, ...stops];

let bench: Bench;
/** Begun with the others: most of their time they wait. */
let ridden: ReturnType<typeof checkRide>[] = [];
beforeAll(async () => {
  const own = journeys.flatMap(({ to }) => to ?? []);
  bench = await startBench(['sanfrancisco', 'newyork', ...new Set(own)], byRest);
  ridden = rides.map((ride) => checkRide(bench, ride));
  for (const each of ridden) each.catch(() => undefined);
});
afterAll(() => bench?.stop());

describe.concurrent('a fault of the clusters', () => {
  // Not it.each(): it cuts long names short, and these are the table.
  for (const row of stops) it(row.name, { timeout: longestMs }, () => checkStop(bench, row));

  for (const [index, { rows }] of rides.entries()) {
    for (const { name, also } of rows) {
      it(name, { timeout: 2 * longestMs }, async () => {
        const [played, state] = (await ridden[index]) ?? [];
        if (played && state) await also?.(played, state);
      });
    }
  }
});

it('each kind of fault that the sandbox has is in a row', () => {
  const source = parseStreamPath('/mapr/sanfrancisco/any');
  const pair = { name: 'any', source, replica: parseStreamPath('/mapr/newyork/any') };
  const shown = new Set(journeys.flatMap(({ faults }) => Object.keys(faults?.(pair) ?? {})));
  // A worker that dies is the crash matrix's business.
  shown.add('killsCaller');
  // A ticket that is still valid keeps nothing from being done: `check` warns of it.
  shown.add('ticketEnds');
  expect(faultKinds.filter((kind) => !shown.has(kind))).toEqual([]);
});
