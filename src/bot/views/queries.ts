/** The answers to what people only ask. For one person alone. */

import type { Replication } from '../../jobs/replications.ts';
import type { RequestState } from '../../jobs/state.ts';
import { isUnread, type Unread } from '../../jobs/unread.ts';
import type { Verdict } from '../../jobs/watch/judge.ts';
import type { Observation } from '../../jobs/watch/observation.ts';
import { clusterOf, type StreamPath } from '../../mapr/path.ts';
import { findReplica, type ReplicaRow } from '../../mapr/replica-list.ts';
import { findUpstream, type UpstreamRow } from '../../mapr/upstream-list.ts';
import { context, header, type Message, message, section, textMessage } from './blocks.ts';
import { code, plainWords } from './escape.ts';
import { troubleLine } from './health.ts';
import { subject } from './procedure-words.ts';
import { details, headline } from './status.ts';
import {
  count,
  duration,
  mention,
  mentions,
  paths,
  size,
  stateName,
  unreadWords,
  when,
} from './words.ts';

/** A replication that the bot knows, how it does, and where its thread is. */
export interface Told {
  readonly replication: Replication;
  readonly verdict: Verdict | null;
  readonly link: string | null;
}

export function owners(stream: StreamPath, entries: readonly string[]): Message {
  return textMessage(
    `${code(stream)} is spoken for by ${mentions(entries) || 'nobody: no owner is set'}.`,
  );
}

export function list(all: readonly Told[], total: number, cluster: string | null): Message {
  const where = cluster === null ? '' : ` on ${plainWords(cluster)}`;
  if (total === 0) return textMessage(`Nothing replicates${where} that I know of.`);
  const more = total > all.length ? ` (the ${all.length} newest of ${total})` : '';
  const text = `${total} ${total === 1 ? 'replication' : 'replications'}${where}${more}`;
  return message(text, [header(text), ...all.map((told) => section(line(told)))]);
}

function line(told: Told): string {
  const { replication, link } = told;
  const thread = link === null ? '' : ` · <${link}|Thread>`;
  return `${paths(replication)}${thread}\n${state(told)}`;
}

/** In a few words: whether it flows, and how it was last seen. */
function state({ replication, verdict }: Told): string {
  const { ordered, own, since } = replication;
  const from = own ? `Set up ${when(since)}` : `Set up by hand, watched since ${when(since)}`;
  const flow = ordered === 'paused' ? '*Paused*. ' : '';
  return `${flow}${healthLine(verdict)} ${from}.`;
}

function healthLine(verdict: Verdict | null): string {
  const health = verdict?.health;
  if (!health || (health.at === null && health.troubles.length === 0))
    return '○ Not looked at yet.';
  const [first, ...more] = health.troubles;
  if (first) {
    const rest = more.length > 0 ? ` (and ${more.length} more)` : '';
    return `✕ ${plainWords(first.what, 300)}${rest}`;
  }
  const lag = health.lagMs ?? 0;
  const has = lag === 0 ? 'has all that the source had' : `is ${duration(lag)} behind`;
  return `● Well: the replica ${has} (${when(health.at ?? 0)}).`;
}

export interface Past {
  readonly request: string;
  /** Null where its log was compacted. */
  readonly state: RequestState | null | Unread;
  readonly link: string | null;
}

export function past(stream: StreamPath, all: readonly Past[], more: boolean): Message {
  if (all.length === 0) return textMessage(`Nothing was ever asked for ${code(stream)}.`);
  const lines = all.map(pastLine);
  const note = more ? [context('Older ones are left out here.')] : [];
  return message(`What was done with ${code(stream)}`, [
    section(`*What was done with* ${code(stream)}`),
    ...lines.map(section),
    ...note,
  ]);
}

function pastLine({ request, state, link }: Past): string {
  const thread = link === null ? '' : ` · <${link}|Thread>`;
  if (isUnread(state)) return `${code(request)}${thread}\n${unreadWords[state]}`;
  if (!state) {
    return `${code(request)}${thread}\nOver long since; ${code(`/replicate audit ${request}`)} has all of it.`;
  }
  const by = `${mention(state.requester.user)}, ${when(state.requestedAt)}`;
  return `*${plainWords(subject(state))}*${thread}\n${headline(state)}. Asked for by ${by} (${code(request)}).`;
}

export function requestStatus(
  request: string,
  state: RequestState | null | Unread,
  link: string | null,
): Message {
  if (isUnread(state)) return textMessage(`${code(request)}: ${unreadWords[state]}`);
  if (!state) return textMessage(`There is no request ${code(request)}, or it is over long since.`);
  const thread = link === null ? '' : ` · <${link}|Thread>`;
  return textMessage(
    [
      `*${plainWords(subject(state))}*${thread}`,
      paths(state.plan),
      `${headline(state)}.`,
      ...details(state),
    ].join('\n'),
  );
}

/** @param seen null where nobody has ever looked */
export function streamStatus(
  stream: StreamPath,
  seen: Observation | null,
  known: readonly Told[],
): Message {
  if (!seen?.sight) {
    const why = seen
      ? `It could not be looked at, ${when(seen.at)}: ${plainWords(seen.fault ?? 'no answer', 600)}`
      : `Nobody has looked at it: does a worker of ${plainWords(clusterOf(stream))} run?`;
    return textMessage(`${code(stream)}\n✕ ${why}`);
  }
  const { info, replicas, upstreams } = seen.sight;
  if (!info) return textMessage(`There is no stream at ${code(stream)}.`);
  const out = replicas.map((row) => outward(stream, row, known));
  const into = upstreams.map((row) => inward(stream, row, known));
  const none = out.length + into.length === 0 ? ['It is neither a source nor a replica.'] : [];
  return message(`${code(stream)}, as of ${when(seen.at)}`, [
    section(
      `${code(stream)}\n${info.numtopics} ${info.numtopics === 1 ? 'topic' : 'topics'}, ${size(info.logicalsize)}. As of ${when(seen.at)}.`,
    ),
    ...[...out, ...into, ...none].map(section),
  ]);
}

function outward(stream: StreamPath, row: ReplicaRow, known: readonly Told[]): string {
  const told = known.find(
    ({ replication: { source, replica } }) => source === stream && findReplica([row], replica),
  );
  const pending = row.putsPending ? `, ${count(row.putsPending)} changes pending` : '';
  const paused = row.paused ? ', *paused*' : '';
  const name = row.replicaState ? stateName(row.replicaState) : 'not told';
  const state = `State: ${plainWords(name)}${paused}${pending}.`;
  const error = row.errors ? [`✕ ${plainWords(`${row.errors.Code}: ${row.errors.Msg}`, 400)}`] : [];
  return [`→ to ${nameOf(row)}`, state, ...error, ...about(told)].join('\n');
}

function inward(stream: StreamPath, row: UpstreamRow, known: readonly Told[]): string {
  const told = known.find(
    ({ replication: { source, replica } }) => replica === stream && findUpstream([row], source),
  );
  return [`← from ${nameOf(row)}`, ...about(told)].join('\n');
}

/** What was set up by hand is told as that, and never claimed. */
function about(told: Told | undefined): string[] {
  if (!told) {
    return [`Set up by hand, not watched. ${code('/replicate watch')} has it watched.`];
  }
  const { verdict, link } = told;
  const troubles = (verdict?.health.troubles ?? []).map(troubleLine);
  const thread = link === null ? [] : [`<${link}|Thread>`];
  return [state(told), ...troubles.slice(0, 5), ...thread];
}

function nameOf({
  cluster,
  stream,
}: {
  cluster?: string | undefined;
  stream?: string | undefined;
}) {
  const path = stream ?? '';
  return code(path.startsWith('/mapr/') ? path : `/mapr/${cluster ?? '?'}${path}`);
}
