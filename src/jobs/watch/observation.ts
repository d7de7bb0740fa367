/** What a look at a stream found, and how far its source had come before: kept in Redis, the newest alone. */

import type { Offsets } from '../../mapr/offsets.ts';
import type { StreamPath } from '../../mapr/path.ts';
import type { ReplicaRow } from '../../mapr/replica-list.ts';
import type { StreamInfo } from '../../mapr/stream-info.ts';
import type { UpstreamRow } from '../../mapr/upstream-list.ts';
import { keys } from '../keys.ts';
import { carriedOut } from '../redis.ts';
import type { Connection } from '../store.ts';

/** What the cluster told of a stream. */
export interface Sight {
  /** Null where there is no stream at that path. */
  readonly info: StreamInfo | null;
  readonly replicas: readonly ReplicaRow[];
  readonly upstreams: readonly UpstreamRow[];
  /** How far it has come. */
  readonly offsets: Offsets;
}

export interface Observation {
  /** When the look began, in milliseconds since 1970. */
  readonly at: number;
  /** Null where the cluster could not be asked. */
  readonly sight: Sight | null;
  /** Why it could not, in words. */
  readonly fault: string | null;
  /** How far the stream had come at the look before; null at the first. */
  readonly before: Offsets | null;
}

/** How far a source had come at a time: what its replica has to have after a while. */
export interface Mark {
  readonly at: number;
  /** When that had been read; absent of older looks. */
  readonly by?: number;
  readonly offsets: Offsets;
}

export interface Observations {
  read(stream: StreamPath): Promise<Observation | null>;
  /** The marks of a stream, the oldest first. */
  marks(stream: StreamPath): Promise<readonly Mark[]>;
  save(stream: StreamPath, seen: Pick<Observation, 'at' | 'sight' | 'fault'>): Promise<void>;
  /** The streams that were last looked at before a time. */
  notSince(at: number): Promise<readonly string[]>;
  forget(stream: StreamPath): Promise<void>;
}

/** At five minutes each, lag is told up to eight hours; one that is longer is told as at least that. */
const mostMarks = 100;

export function createObservations(redis: Connection): Observations {
  return { read, marks, save, notSince, forget };

  async function read(stream: StreamPath): Promise<Observation | null> {
    const text = await redis.hget(keys.observed, stream);
    return text === null ? null : (JSON.parse(text) as Observation);
  }

  async function marks(stream: StreamPath): Promise<readonly Mark[]> {
    const texts = await redis.lrange(keys.marks(stream), 0, -1);
    return texts.map((text) => JSON.parse(text) as Mark);
  }

  async function save(
    stream: StreamPath,
    { at, sight, fault }: Pick<Observation, 'at' | 'sight' | 'fault'>,
  ): Promise<void> {
    const last = await read(stream);
    const before = last?.sight?.offsets ?? last?.before ?? null;
    const batch = redis
      .pipeline()
      .hset(keys.observed, stream, JSON.stringify({ at, sight, fault, before }))
      .zadd(keys.looked, at, stream);
    if (sight) {
      batch.rpush(
        keys.marks(stream),
        JSON.stringify({ at, by: Date.now(), offsets: sight.offsets }),
      );
      batch.ltrim(keys.marks(stream), -mostMarks, -1);
    }
    await carriedOut(batch);
  }

  function notSince(at: number): Promise<string[]> {
    return redis.zrangebyscore(keys.looked, '-inf', at);
  }

  async function forget(stream: StreamPath): Promise<void> {
    const batch = redis.pipeline().hdel(keys.observed, stream).zrem(keys.looked, stream);
    await carriedOut(batch.del(keys.marks(stream)));
  }
}
