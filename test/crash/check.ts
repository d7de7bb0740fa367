/** Whether a request has come to the end that a clean run comes to: on the clusters, in its log, in Slack. */

import { people } from '../../sandbox/site.ts';
import { plain } from '../../sandbox/slack/index.ts';
import { keys } from '../../src/jobs/keys.ts';
import {
  changes,
  keyOf,
  messageOf,
  type Scenario,
  type TestSite,
  threadOf,
} from '../e2e/scenario.ts';
import { clusterSteps } from './points.ts';
import { until } from './until.ts';

/** What is left of a request when it is over, without what differs from run to run. */
export interface EndState {
  readonly changes: readonly string[];
  readonly copiesAtOnce: number;
  readonly source: unknown;
  readonly replica: unknown;
  /** What is recorded once for each step: begun and done, in order; and the end. */
  readonly log: readonly string[];
  readonly said: readonly string[];
  readonly inChannel: readonly string[];
}

/** Waits until Slack has said the end, then reads everything. */
export async function endStateOf(
  site: TestSite,
  scenario: Scenario,
  request: string,
  words: RegExp,
): Promise<EndState> {
  await until(async () => {
    const outcome = await messageOf(site, scenario, request, 'outcome');
    return outcome !== undefined && words.test(plain(outcome));
  });
  // Struck off when Slack says all that the log says.
  await until(async () => (await site.connection.zscore(keys.toSync, request)) === null);
  const thread = await threadOf(site, scenario, request);
  const seen = await site.slack.see(people.maya.id, scenario.channel);
  const ours = seen.filter(
    ({ metadata }) => (metadata?.event_payload as { request?: string })?.request === request,
  );
  const same = sameFor(scenario, request);
  return {
    changes: wholeCopies(await changes(site, scenario)).map(same),
    copiesAtOnce: (await site.clusters.overlaps(`copystream -src ${scenario.source}`)).length,
    source: await streamAt(site, scenario.source, same),
    replica: await streamAt(site, scenario.replica, same),
    log: (await logOf(site, request)).map(same),
    said: thread.map((message) => same(`${keyOf(message)}: ${message.text}`)),
    inChannel: ours.map((message) => keyOf(message) ?? ''),
  };
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

const told = new Set(['step.done', 'consent.granted', 'undo.started', 'undo.done', 'ended']);

/** In the order of the log, but for the two looks side by side. */
async function logOf({ connection }: TestSite, request: string): Promise<string[]> {
  const entries = await connection.xrange(keys.log(request), '-', '+');
  const events = entries.map(([, [, json = '']]) => JSON.parse(json) as Record<string, unknown>);
  const lines = events
    .filter(({ type }) => told.has(String(type)) || /failed|left/.test(String(type)))
    .map(({ type, step, summary, outcome, why }) =>
      [type, step, summary ?? outcome ?? why].filter(Boolean).join(' '),
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

/** The steps that changed something, as the log of a run tells it. */
export async function actsIn(site: TestSite, request: string): Promise<ReadonlySet<string>> {
  const entries = await site.connection.xrange(keys.log(request), '-', '+');
  const acting = entries.flatMap(([, [, json = '']]) => {
    const event = JSON.parse(json) as { type?: string; step?: string };
    return event.type === 'step.acting' && event.step ? [event.step] : [];
  });
  return new Set(clusterSteps.filter((step) => acting.includes(step)));
}
