/**
 * How a replication does, by what was seen of both its streams: pure. Health is progress that was seen,
 * not the absence of errors: a row says "up to date" of a replica that has never got a message
 * (sheet, 0.6), so what the source had is looked for at the replica.
 */

import { type Offsets, reached } from '../../mapr/offsets.ts';
import { findReplica } from '../../mapr/replica-list.ts';
import { attributesDiffer } from '../../mapr/stream-info.ts';
import { findUpstream } from '../../mapr/upstream-list.ts';
import type { Pair } from '../conflict.ts';
import type { Mark, Observation, Sight } from './observation.ts';
import { topicTroubles } from './topics.ts';

export const troubleKinds = [
  'unseen',
  'blind',
  'source-gone',
  'replica-gone',
  'unregistered',
  'unauthorized',
  'paused',
  'resumed',
  'error',
  'stuck',
  'lag',
  'topics',
  'both-sides',
  'drift',
] as const;
export type TroubleKind = (typeof troubleKinds)[number];

/** Something that is not as it ought to be: what, for people, and what to do about it. */
export interface Trouble {
  readonly kind: TroubleKind;
  readonly what: string;
  readonly remedy: string;
}

export interface Health {
  /** By the newest look at either side, milliseconds since 1970; null before both were looked at. */
  readonly at: number | null;
  readonly troubles: readonly Trouble[];
  /** How long ago the source had what the replica has not yet, in milliseconds; 0: it has all; null: not known. */
  readonly lagMs: number | null;
}

export interface Watched {
  readonly pair: Pair;
  readonly source: Observation | null;
  readonly replica: Observation | null;
  /** Of the source, the oldest first. */
  readonly marks: readonly Mark[];
  /** Topics of the replica's other sources, by source. */
  readonly others: Readonly<Record<string, readonly string[]>>;
  /** Whether people have ordered a pause, and nobody has ordered it to flow again; null where nothing is known of that. */
  readonly ordered: 'paused' | 'flowing' | null;
  /** The same of the replica, where it feeds its source as well. */
  readonly marksBack: readonly Mark[];
  /** Whether the replica was made like its source, attributes and permissions. */
  readonly alike: boolean;
}

export interface Thresholds {
  /** How often it is looked. */
  readonly everyMs: number;
  /** How far the replica may be behind. */
  readonly lagMs: number;
}

/** @param now milliseconds since 1970 */
export function healthOf(watched: Watched, thresholds: Thresholds, now: number): Health {
  const { pair, source, replica } = watched;
  const silent = [
    ...unseen(pair.source, source, thresholds, now),
    ...unseen(pair.replica, replica, thresholds, now),
  ];
  if (silent.length > 0 || !source || !replica) {
    return { at: null, troubles: silent, lagMs: null };
  }
  const at = Math.max(source.at, replica.at);
  const blind = [...unreadable(pair.source, source), ...unreadable(pair.replica, replica)];
  if (!source.sight || !replica.sight) return { at, troubles: blind, lagMs: null };
  const gone = [
    ...(source.sight.info ? [] : [isGone('source-gone', pair.source)]),
    ...(replica.sight.info ? [] : [isGone('replica-gone', pair.replica)]),
  ];
  if (gone.length > 0) return { at, troubles: gone, lagMs: null };
  const lagMs = lagOf(watched.marks, replica);
  const troubles = [
    ...links(watched, source.sight, replica.sight),
    ...delays(watched, replica, lagMs, thresholds),
    ...topicTroubles(watched, source.sight),
    ...(watched.alike ? drift(pair, source.sight, replica.sight) : []),
  ];
  return { at, troubles, lagMs };
}

/** A look may be late, when a worker has much to do; three of them are not. */
function unseen(
  stream: string,
  seen: Observation | null,
  { everyMs }: Thresholds,
  now: number,
): Trouble[] {
  const since = seen?.at;
  // What is new has not been looked at yet.
  if (since === undefined || now - since <= 3 * everyMs + 60_000) return [];
  return [
    {
      kind: 'unseen',
      what: `Nobody has looked at ${stream} since ${new Date(since).toISOString().slice(0, 16)}Z.`,
      remedy: 'Look whether a worker of its cluster runs.',
    },
  ];
}

function unreadable(stream: string, { sight, fault }: Observation): Trouble[] {
  if (sight) return [];
  return [
    {
      kind: 'blind',
      what: `${stream} cannot be looked at: ${fault ?? 'no answer'}`,
      remedy: 'Mend what it names: the cluster, its worker, or its ticket.',
    },
  ];
}

function isGone(kind: 'source-gone' | 'replica-gone', stream: string): Trouble {
  return {
    kind,
    what: `There is no stream at ${stream} any more.`,
    remedy: 'Find out who deleted it, and have the replication removed.',
  };
}

function links({ pair, ordered }: Watched, source: Sight, replica: Sight): Trouble[] {
  const troubles: Trouble[] = [];
  const row = findReplica(source.replicas, pair.replica);
  if (!row) {
    troubles.push({
      kind: 'unregistered',
      what: `${pair.source} no longer lists ${pair.replica} as a replica.`,
      remedy: 'Find out who removed it. To replicate again, it has to be set up anew.',
    });
  }
  if (!findUpstream(replica.upstreams, pair.source)) {
    troubles.push({
      kind: 'unauthorized',
      what: `${pair.replica} no longer lists ${pair.source} as its upstream, so it takes no messages from it.`,
      remedy: 'Find out who removed it; what is written meanwhile waits at the source.',
    });
  }
  if (row?.paused && ordered === 'flowing') {
    troubles.push({
      kind: 'paused',
      what: 'It is paused, and nobody has ordered that here.',
      remedy: 'Find out who paused it by hand. `/replicate resume` takes it up again.',
    });
  }
  if (row && !row.paused && ordered === 'paused') {
    troubles.push({
      kind: 'resumed',
      what: 'It was paused, and flows again; nobody has ordered that here.',
      remedy: 'Find out who resumed it by hand. `/replicate pause` stops it.',
    });
  }
  if (row?.errors) {
    const { Code, Host, Msg } = row.errors;
    troubles.push({
      kind: 'error',
      what: `The source reports ${Code}${Host ? ` at ${Host}` : ''}: ${Msg}`,
      remedy: 'Mend what it names; gateways are those of the replica’s cluster.',
    });
  }
  return troubles;
}

/** Since when the source has had what the replica did not have at the last look. */
function lagOf(marks: readonly Mark[], replica: Observation): number {
  const offsets = replica.sight?.offsets ?? {};
  const behind = marks.find(
    (mark) => mark.at <= replica.at && reached(offsets, mark.offsets).length > 0,
  );
  return behind ? replica.at - behind.at : 0;
}

function delays(
  { marks, ordered }: Watched,
  replica: Observation,
  lagMs: number,
  thresholds: Thresholds,
): Trouble[] {
  // What waits while it is paused is meant to wait.
  if (lagMs <= thresholds.lagMs || ordered === 'paused') return [];
  const wanted = marks.findLast(({ at }) => at <= replica.at)?.offsets ?? {};
  const short = reached(replica.sight?.offsets ?? {}, wanted);
  const behind = short.reduce((sum, { have, want }) => sum + want - have, 0);
  const minutes = Math.round(lagMs / 60_000);
  const amount = `${behind.toLocaleString('en-US')} messages behind, the oldest of them for ${minutes} min`;
  const moves = hasMoved(replica.before, replica.sight?.offsets ?? {});
  return [
    moves
      ? {
          kind: 'lag',
          what: `The replica is ${amount}. Messages arrive, but not fast enough.`,
          remedy: 'Look at the gateways, the link between the clusters and `--throttle`.',
        }
      : {
          kind: 'stuck',
          what: `The replica is ${amount}, and nothing has arrived since the look before.`,
          remedy: 'Look at the gateways of the replica’s cluster and its gateway.log.',
        },
  ];
}

function hasMoved(before: Offsets | null, now: Offsets): boolean {
  return before === null || reached(before, now).length > 0;
}

/** Attributes and permissions are copied once, at the set-up, and not kept in step (sheet, 4.4). */
function drift({ source: at }: Pair, source: Sight, replica: Sight): Trouble[] {
  if (!source.info || !replica.info) return [];
  const differences = attributesDiffer(source.info, replica.info);
  if (differences.length === 0) return [];
  return [
    {
      kind: 'drift',
      what: `The replica is no longer like its source: ${differences.join('; ')}.`,
      remedy: `If they are to be alike, bring them into line with \`maprcli stream edit\`; ${at} is not kept in step by MapR.`,
    },
  ];
}
