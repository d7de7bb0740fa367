/** The names of everything kept in Redis. One hash tag, so that Redis Cluster holds it all in one slot. */

const tag = '{replicate}';

/** BullMQ's prefix for its queues. */
export const prefix = tag;

export const keys = {
  /** Stream: the request's log; an entry's id is `<version>-0`. */
  log: (request: string) => `${tag}:log:${request}`,
  /** Hash: the bot's seal of a log, as `version`, `hash` and `signature`. */
  seal: (request: string) => `${tag}:seal:${request}`,
  /** Sorted set: requests that have not ended, by the time they were asked for. */
  open: `${tag}:open`,
  /** Sorted set: requests that have ended and whose log stands as it was written, by the time of their end. */
  ended: `${tag}:ended`,
  /** Hash: what is kept of a request whose log was compacted: `trail` (its JSON lines, gzipped), `card` (where it stands in Slack). */
  kept: (request: string) => `${tag}:kept:${request}`,
  /** Sorted set: requests that were compacted, by the time of their end. */
  compacted: `${tag}:compacted`,
  /** Hash: the replica of each request under way to `<request> <source>`. */
  replicas: `${tag}:replicas`,
  /** Sorted set, by name: the same with the source first, `<source> <replica>`; of requests that have ended too, for a while. */
  sources: `${tag}:sources`,
  /** String: how many requests there were when `sources` last had all that are under way. */
  sourcesOf: `${tag}:sources-of`,
  /** Hash: each pair that was set up, `<source> <replica>`, to `<when> <request>`; without a request where it was removed. */
  replications: `${tag}:replications`,
  /** Sorted set: the pairs of `replications` that are not removed, by when they were set up; all, or those of a cluster. */
  known: (cluster: string | null) =>
    cluster === null ? `${tag}:known` : `${tag}:known:${cluster}`,
  /** Sorted set, by name: each of these pairs twice, with its source first and with its replica first. */
  knownOf: `${tag}:known-of`,
  /** Sorted set: the requests about a stream, by the time of asking. */
  history: (stream: string) => `${tag}:history:${stream}`,
  /** Set: the requests that do something with a pair, `<source> <replica>`, at this moment. */
  busy: (pair: string) => `${tag}:busy:${pair}`,
  /** String: the request that a delivery of Slack's has already made. */
  seen: (delivery: string) => `${tag}:seen:${delivery}`,
  /** Sorted set: requests whose queues may lag behind their log, by version. */
  toDrive: `${tag}:todo:drive`,
  /** Sorted set: requests whose messages may lag behind their log, by version. */
  toSync: `${tag}:todo:sync`,
  /** Sorted set: streams that requests have found in place, by the time of the last of these. */
  streams: `${tag}:streams`,
  /** Hash: which change of an open form was the last to come (`seen`), and what it shows (`at`, `hash`). */
  form: (view: string) => `${tag}:form:${view}`,
  /** Hash: what of a request stands in Slack, by the message's key. */
  posted: (request: string) => `${tag}:slack:${request}`,
  /** Sorted set: the requests of a list of the App Home that concern an owners' entry, by the time of asking or of the end. */
  home: (list: string, entry: string) => `${tag}:home:${list}:${entry}`,
  /** Sorted set: the people of an owners' entry who have opened their home lately, by when. */
  homesOf: (entry: string) => `${tag}:homes:${entry}`,
  /** Hash: what a person's home shows: the `hash` of it, and `at` when it was published. */
  homeShown: (user: string) => `${tag}:home-shown:${user}`,
  /** Hash: what the last look at a stream that is watched has found. */
  observed: `${tag}:observed`,
  /** Sorted set: the streams that are watched, by the time of the last look. */
  looked: `${tag}:looked`,
  /** List: how far a stream had come at each of the last looks, the newest last. */
  marks: (stream: string) => `${tag}:marks:${stream}`,
  /** Hash: how each replication does, `<source> <replica>`, and what was said of it. */
  health: `${tag}:health`,
  /** Set: the requests under way that stand somewhere (see standings.ts). */
  standing: (name: string) => `${tag}:standing:${name}`,
  /** String: when the next call of a kind may be made. */
  pace: (what: string) => `${tag}:pace:${what}`,
  /** Sorted set: the calls of a kind that wait, by their turn. */
  paceLine: (what: string) => `${tag}:pace-line:${what}`,
  /** Sorted set: the same, by when each is to ask again. */
  paceBack: (what: string) => `${tag}:pace-back:${what}`,
} as const;
