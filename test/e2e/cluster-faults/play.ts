/** A row of the table of faults, and how it is played: one request, from a step to its end. */

import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import type { Clusters, Faults } from '../../../sandbox/clusters/index.ts';
import type { Stage } from '../../../sandbox/clusters/set-up.ts';
import { plain } from '../../../sandbox/slack/index.ts';
import { renderRequest } from '../../../src/bot/views/index.ts';
import { type ClusterStepName, stepNames } from '../../../src/jobs/plan.ts';
import type { RequestState } from '../../../src/jobs/state.ts';
import type { NewEvent } from '../../../src/jobs/store.ts';
import { defaultOptions } from '../../../src/mapr/options.ts';
import { clusterOf, localPath, parseStreamPath, type StreamPath } from '../../../src/mapr/path.ts';
import { done, owners, requested } from '../../jobs/requests.ts';
import { buttonsOf } from '../scenario.ts';
import type { Bench } from './bench.ts';

/** Two streams of a row's own, so that rows can be played side by side. */
export interface Pair {
  readonly name: string;
  readonly source: StreamPath;
  readonly replica: StreamPath;
}

/** One request: what goes wrong on its way, and when. */
export interface Journey {
  /** Whether the cluster itself is to set it up: from its first step alone. */
  readonly byCluster?: true;
  /** The first step that is really run; those before it are in the log and on the clusters as done. */
  readonly from?: ClusterStepName;
  /** The replica's cluster; one of its own where a fault is of the whole cluster. */
  readonly to?: string;
  readonly messages?: number;
  readonly encrypt?: boolean;
  /** What has happened on the clusters before the first step. */
  readonly given?: (play: Play) => Promise<unknown>;
  readonly faults?: (pair: Pair) => Faults;
  /** Done when the second owner is asked, before they answer. */
  readonly asked?: (play: Play) => Promise<unknown>;
  /** Done beside the request. */
  readonly meanwhile?: (play: Play) => Promise<unknown>;
}

export interface Play extends Pair {
  readonly bench: Bench;
  readonly clusters: Clusters;
  /** Runs `maprcli` on another host, as a person would. */
  somebody(...args: readonly string[]): Promise<unknown>;
  until(holds: (state: RequestState) => boolean): Promise<RequestState>;
  /** Until the card says so. */
  untilSaid(words: RegExp): Promise<RequestState>;
  press(what: 'retry' | 'rollback'): Promise<void>;
  /** Clears the faults of this row. */
  mended(): Promise<void>;
  /** The changes of the bot that took effect, oldest first. */
  ours(): Promise<string[]>;
  /** The changes that it has to make, in order. */
  readonly owed: readonly string[];
}

let next = 0;

/** Plays it until it stops or ends. */
export async function play(bench: Bench, journey: Journey): Promise<[Play, RequestState]> {
  const { from = 'preflight-source', to = 'newyork', messages = 30 } = journey;
  const { clusters } = bench;
  // No name is the beginning of another, as faults are told where to apply by a part of a line; and none is that of
  // a run before, which may have left a command that hangs: the worker would wait for it.
  const name = `row${process.pid}${String(next++).padStart(3, '0')}`;
  const source = parseStreamPath(`/mapr/sanfrancisco/${name}`);
  const replica = parseStreamPath(`/mapr/${to}/${name}`);
  const options = { ...defaultOptions, encrypt: journey.encrypt ?? false };
  const request = `${name}zz`;
  const played: Play = {
    name,
    source,
    replica,
    bench,
    clusters,
    somebody: (...args) =>
      execa(`${clusters.home('sanfrancisco', { host: elsewhere })}/bin/maprcli`, args),
    until: (holds) => bench.until(request, holds),
    untilSaid: (words) => bench.until(request, (state) => words.test(cardOf(state))),
    press: (what) => bench.press(request, what),
    mended: () => clusters.faults.drop(name, ...(journey.to ? [journey.to] : [])),
    ours: () => ours(clusters, [source, replica]),
    owed: journey.byCluster
      ? [order(source, replica, options.encrypt)]
      : changes(source, replica, options.encrypt).flatMap(([step, line]) =>
          stepNames.indexOf(step) >= stepNames.indexOf(from) ? [line] : [],
        ),
  };
  await clusters.createStream(source, { topics: { clicks: 2 } });
  await clusters.produce(source, 'clicks', messages);
  const stage = stageBefore(from);
  if (stage) await clusters.setUp(source, replica, stage);
  await journey.given?.(played);
  if (journey.faults) await clusters.faults.add(journey.faults(played));
  const named = journey.byCluster ? ({ procedure: 'autosetup' } as const) : {};
  const first = requested({ request, ...named, plan: { source, replica, options } });
  await bench.begin(first, (state) => past(bench, state, from, messages));
  const beside = journey.meanwhile?.(played);
  await consent(played, journey.asked);
  const over = await played.until(isOver);
  await beside;
  return [played, over];
}

/** A copy that lasts long enough for something to happen meanwhile. */
export function slowCopy({ source }: Pick<Pair, 'source'>): Faults {
  return { copy: { command: `copystream -src ${source}`, minMs: 3_000 } };
}

/** Does something as soon as the copy has begun: to run, or to copy. */
export function duringCopy(
  act: (play: Play) => Promise<unknown>,
  begun: 'runs' | 'copies' = 'copies',
) {
  return async (played: Play): Promise<void> => {
    const line = `mapr copystream -src ${played.source}`;
    for (;;) {
      const runs = await played.clusters.journal();
      const isRunning = runs.some((each) => each.line.startsWith(line));
      // Its first effect are the topics: what it leaves behind is told by the messages.
      if (isRunning && (begun === 'runs' || (await played.clusters.messages(played.replica)) > 0))
        break;
      await sleep(100);
    }
    await act(played);
  };
}

/** Approves as soon as it is asked, if it is. */
export async function consent(played: Play, before?: Journey['asked']): Promise<void> {
  const { bench, until } = played;
  const now = await until(
    (state) =>
      isOver(state) ||
      state.consents.replica.kind === 'asked' ||
      state.consents.replica.kind === 'granted',
  );
  if (now.consents.replica.kind !== 'asked' || now.phase !== 'running') return;
  await before?.(played);
  await bench.press(now.id, 'approve');
}

export function isOver({ phase }: RequestState): boolean {
  return phase === 'failed' || phase === 'undo-failed' || phase === 'ended';
}

export function cardOf(state: RequestState): string {
  return plain(surface(state));
}

export function buttonsOn(state: RequestState): string[] {
  return buttonsOf(surface(state) as Parameters<typeof buttonsOf>[0]);
}

/** What really is on the clusters, by the words of the table. */
export async function whatIsThere({ clusters, source, replica }: Play): Promise<string[]> {
  const [from, to] = await Promise.all([source, replica].map((path) => clusters.stream(path)));
  const there = {
    stream: to !== undefined,
    registration: from?.replicas.some((row) => isAt(row, replica)),
    upstream: to?.upstreams.some((row) => isAt(row, source)),
  };
  return Object.entries(there).flatMap(([what, is]) => (is ? [what] : []));
}

function isAt({ cluster, path }: { cluster: string; path: string }, stream: StreamPath): boolean {
  return cluster === clusterOf(stream) && path === localPath(stream);
}

function surface(state: RequestState) {
  return renderRequest(state, { owners, layout: 'plan' }).card;
}

function stageBefore(from: ClusterStepName): Stage | null {
  const at = stepNames.indexOf(from);
  if (at > stepNames.indexOf('load')) return 'loaded';
  if (at > stepNames.indexOf('authorize')) return 'authorized';
  if (at > stepNames.indexOf('register')) return 'registered';
  return at > stepNames.indexOf('create') ? 'created' : null;
}

/** The log up to a step, as clean runs would have written it. */
function past(
  bench: Bench,
  state: RequestState,
  from: ClusterStepName,
  messages: number,
): readonly NewEvent[] {
  const half = messages / 2 - 1;
  return stepNames.slice(0, stepNames.indexOf(from)).flatMap((step): NewEvent[] => {
    if (step === 'consent') {
      return [
        { type: 'consent.asked', expires: Date.now() + 60_000, remind: null },
        bench.granted(state),
      ];
    }
    const acted = changes(state.plan.source, state.plan.replica, false).find(([of]) => of === step);
    const [first, ...rest] = done(step, acted !== undefined);
    const ran = acted && {
      type: 'step.ran' as const,
      step,
      purpose: 'act' as const,
      command: acted[1],
      exitCode: 0,
      answer: '',
      durationMs: 1,
    };
    const mark = { type: 'step.marked' as const, step, mark: { clicks: [half, half] } };
    return [first, ran, step === 'load' ? mark : undefined, ...rest].filter(
      (event) => event !== undefined,
    );
  });
}

/** The one change of the set-up by the cluster. */
function order(source: string, replica: string, encrypt: boolean): string {
  const options = encrypt ? ' -networkencryption true' : '';
  return `maprcli stream replica autosetup -path ${source} -replica ${replica} -directcopy true${options}`;
}

/** The five changes of the procedure. */
function changes(source: string, replica: string, encrypt: boolean): [ClusterStepName, string][] {
  const options = encrypt ? ' -networkencryption true' : '';
  return [
    ['create', `maprcli stream create -path ${replica} -copymetafrom ${source}`],
    [
      'register',
      `maprcli stream replica add -path ${source} -replica ${replica} -paused true${options}`,
    ],
    ['authorize', `maprcli stream upstream add -path ${replica} -upstream ${source}`],
    ['load', `mapr copystream -src ${source} -dst ${replica}`],
    ['resume', `maprcli stream replica resume -path ${source} -replica ${replica}`],
  ];
}

const elsewhere = 'a-desk';

async function ours(clusters: Clusters, paths: readonly string[]): Promise<string[]> {
  return (await clusters.changes())
    .filter(({ host, argv }) => host !== elsewhere && argv.some((word) => paths.includes(word)))
    .map(({ argv }) => argv.filter((word) => word !== '-json').join(' '));
}
