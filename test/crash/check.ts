/** Whether a request has come to the end that a clean run comes to: on the clusters, in its log, in Slack. */

import { people } from '../../sandbox/site.ts';
import type { SeenMessage } from '../../sandbox/slack/index.ts';
import type { Outcome } from '../../src/jobs/events.ts';
import { keys } from '../../src/jobs/keys.ts';
import { changes, keyOf, type Scenario, type TestSite, threadOf } from '../e2e/scenario.ts';
import type { Scene } from './grounds.ts';
import { until } from './until.ts';

/** What is left of a request when it is over, without what differs from run to run. */
export interface EndState {
  readonly outcome: Outcome | null;
  readonly changes: readonly string[];
  readonly copiesAtOnce: number;
  readonly source: unknown;
  readonly replica: unknown;
  /** What is recorded once for each step: begun and done, in order; and the end. */
  readonly log: readonly string[];
  readonly said: readonly string[];
  readonly inChannel: readonly string[];
}

/** An event of a log, as it is written. */
export interface LoggedEvent {
  readonly type: string;
  readonly at: number;
  readonly step?: string;
  readonly purpose?: string;
  readonly command?: string;
}

/** Waits until Slack has said all that the log says, then reads everything. */
export async function endStateOf(site: TestSite, scene: Scene, request: string): Promise<EndState> {
  await until(async () => (await site.connection.zscore(keys.toSync, request)) === null);
  const state = await site.store.read(request);
  // What is done with a replication is told in the thread of what it is about.
  const thread = await threadOf(site, scene, state?.about ?? request);
  const seen = await site.slack.see(people.maya.id, scene.channel);
  const same = sameFor(scene, request);
  const { source, replica, before } = scene;
  const copies = [source, replica].map((path) => site.clusters.overlaps(`copystream -src ${path}`));
  return {
    outcome: state?.outcome ?? null,
    changes: wholeCopies((await changes(site, scene)).slice(before)).map(same),
    copiesAtOnce: (await Promise.all(copies)).flat().length,
    source: await streamAt(site, source, same),
    replica: await streamAt(site, replica, same),
    log: (await logOf(site, request)).map(same),
    said: thread
      .filter((message) => state?.about == null || requestOf(message) !== state.about)
      .map((message) => same(`${keyOf(message)}: ${message.text}`)),
    inChannel: seen
      .filter((message) => requestOf(message) === request)
      .map((message) => keyOf(message) ?? ''),
  };
}

function requestOf({ metadata }: SeenMessage): string | undefined {
  return (metadata?.event_payload as { request?: string } | undefined)?.request;
}

/** A copy that was cut off is run again, and completes the first: together they took effect once. */
function wholeCopies(lines: readonly string[]): string[] {
  return lines.filter((line, index) => !(line.includes('copystream') && line === lines[index + 1]));
}

async function streamAt(site: TestSite, path: string, same: (text: string) => string) {
  const stream = await site.clusters.stream(path);
  if (!stream) return null;
  const { attributes, topics, replicas, upstreams, messages } = stream;
  const rows = replicas.map(({ cluster, path, state, paused, error }) => ({
    cluster,
    path,
    state,
    paused,
    error,
  }));
  const from = upstreams.map(({ cluster, path }) => ({ cluster, path }));
  return JSON.parse(same(JSON.stringify({ attributes, topics, rows, from, messages })));
}

const told = new Set(['step.done', 'undo.started', 'undo.done', 'ended']);

export async function eventsOf({ connection }: TestSite, request: string): Promise<LoggedEvent[]> {
  const entries = await connection.xrange(keys.log(request), '-', '+');
  return entries.map(([, [, json = '']]) => JSON.parse(json) as LoggedEvent);
}

/** In the order of the log, but for the two looks side by side. */
async function logOf(site: TestSite, request: string): Promise<string[]> {
  const events = (await eventsOf(site, request)) as unknown as Record<string, unknown>[];
  const lines = events
    .filter(({ type }) => told.has(String(type)) || /consent|failed|left/.test(String(type)))
    .map(({ type, step, side, summary, outcome, why, cause }) =>
      [type, step ?? side, summary ?? outcome ?? why ?? cause].filter(Boolean).join(' '),
    );
  const looks = lines.filter((line) => line.startsWith(`step.done preflight`)).sort();
  return [...looks, ...lines.filter((line) => !line.startsWith('step.done preflight'))];
}

/** Takes out names, ids, hosts and times. */
function sameFor({ source }: Scenario, request: string): (text: string) => string {
  const name = source.split('/').at(-1) ?? '';
  return (text) =>
    text
      .replaceAll(new RegExp(`\\b${name}\\b`, 'g'), 'STREAM')
      .replaceAll(request, 'REQUEST')
      .replaceAll(/<!date[^>]*>/g, 'DATE')
      .replaceAll(/\b[\d.,]+ (s|min|h)\b/g, 'TIME')
      .replaceAll(/C0T\d+/g, 'CHANNEL');
}
