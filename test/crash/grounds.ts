/** What a request finds when it begins, and the words that ask for it. */

import { execa } from 'execa';
import { people } from '../../sandbox/site.ts';
import { commandGroups } from '../../src/bot/commands.ts';
import { parseCommand } from '../../src/bot/grammar.ts';
import { keys } from '../../src/jobs/keys.ts';
import { isDryRun, type Procedure, setsUp } from '../../src/jobs/plan.ts';
import { changes, newScenario, type Scenario } from '../e2e/scenario.ts';
import type { Bench } from './bench.ts';
import { begin, untilEnded } from './carry.ts';
import { until } from './until.ts';
import type { Way } from './ways.ts';

/**
 * `fresh`: a source, and nothing at the replica's path. `pair`: two streams that know nothing of each other.
 * `paused`, `flowing`: a replication that was set up by hand, and is watched.
 */
export type Ground = 'fresh' | 'pair' | 'paused' | 'flowing';

/** A scenario for one way of a procedure. */
export interface Scene extends Scenario {
  readonly way: Way;
  /** Who asks: an owner of the source, or somebody who owns neither side. */
  readonly asker: { readonly id: string };
  /** The request in whose thread it is told; null where it has one of its own. */
  readonly about: string | null;
  /** How many commands had changed something before it began. */
  readonly before: number;
}

/** Those that a procedure may want, the likeliest first: which it is, its clean run shows. */
export function groundsFor(procedure: Procedure): readonly Ground[] {
  return setsUp(procedure) || isDryRun(procedure)
    ? ['fresh', 'pair', 'paused', 'flowing']
    : ['paused', 'flowing', 'pair', 'fresh'];
}

export async function newScene(bench: Bench, way: Way, ground: Ground): Promise<Scene> {
  const { site } = bench;
  // What is to be undone has no messages, so that its undo leaves nothing.
  const scenario = await newScenario(site, way.end === 'done' ? 30 : 0);
  const { source, replica } = scenario;
  if (ground === 'pair') await site.clusters.setUp(source, replica, 'created');
  let about: string | null = null;
  if (ground === 'paused' || ground === 'flowing') {
    await site.clusters.setUp(source, replica, 'loaded');
    if (ground === 'flowing') await resumeByHand(bench, scenario);
    if (way.procedure !== 'watch') about = await watch(bench, scenario);
  }
  const asker = way.speaksFor === null ? people.stranger : people.maya;
  const before = (await changes(site, scenario)).length;
  const command = commandFor(way.procedure, scenario);
  return { ...scenario, way, asker, about, before, command };
}

export function nameIn({ source }: Pick<Scenario, 'source'>): string {
  return source.split('/').at(-1) ?? '';
}

async function watch(bench: Bench, scenario: Scenario): Promise<string> {
  const way: Way = { procedure: 'watch', speaksFor: 'source', end: 'done', by: null };
  const command = commandFor('watch', scenario);
  const scene = { ...scenario, way, asker: people.maya, about: null, before: 0, command };
  const request = await begin(bench, scene);
  await untilEnded(bench, request);
  // Until it has been noted, what is done with it would have a card of its own.
  await until(async () => (await bench.site.connection.zscore(keys.toSync, request)) === null);
  return request;
}

/** As somebody would on a node, past the bot. */
async function resumeByHand({ site }: Bench, { source, replica }: Scenario): Promise<void> {
  const maprcli = `${site.clusters.home('sanfrancisco')}/bin/maprcli`;
  await execa(maprcli, ['stream', 'replica', 'resume', '-path', source, '-replica', replica]);
}

/** What the help says can be typed, about the streams of a scenario. */
function commandFor(procedure: Procedure, { source, replica }: Scenario): string {
  const pair = `${source.replace('/mapr/', '')} ${replica.replace('/mapr/', '')}`;
  const ways = commandGroups.flatMap(({ commands }) => commands).map(wayOf);
  const dryRuns = ways.map(({ more }) => ({ verb: 'plan', more }));
  const clusters = ['sanfrancisco', 'newyork'];
  const found = [...ways, ...dryRuns]
    .map(({ verb, more }) => [verb, pair, more].filter(Boolean).join(' '))
    .find((text) => parseCommand(text, clusters).kind === procedure);
  if (found === undefined) throw new Error(`the help knows no command for ${procedure}`);
  return `/replicate ${found}`;

  function wayOf(command: (typeof commandGroups)[number]['commands'][number]) {
    const [, options = ''] = /(?:^| )(--.*)$/.exec(command.example('one', 'other')) ?? [];
    return { verb: command.name, more: options };
  }
}
