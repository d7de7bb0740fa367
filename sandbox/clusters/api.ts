import type { Certificate } from './certificate.ts';
import type { FaultKind, Faults } from './faults/types.ts';
import type { Stage } from './set-up.ts';
import type { Attributes, Directory, ReplicaState, Settings, User, World } from './world/types.ts';

export interface CreateOptions {
  /** Where the world lives. Default: a new directory under the system's temporary one. */
  dir?: string;
  /** The first is the default cluster of `maprHome`. */
  clusters: readonly string[];
  /** Clusters that are not secure (no tickets). Default none. */
  insecure?: readonly string[];
  settings?: Partial<Settings>;
}

export interface HomeOptions {
  /** Who the commands run as. Default `mapr-bot`. */
  user?: string;
  /** Name of the node, for the journal. Default `node1.<cluster>`. */
  host?: string;
  /** Clusters listed in `mapr-clusters.conf`. Default all. */
  knows?: readonly string[];
}

/** The simulated clusters. Everything is on disk: any process that knows `dir` can open the same world. */
export interface Clusters {
  readonly dir: string;
  /** MAPR_HOME of a node of the first cluster, as user `mapr-bot`. */
  readonly maprHome: string;
  /** MAPR_HOME of a node of `cluster`. The same arguments give the same directory. */
  home(cluster: string, options?: HomeOptions): string;
  readonly faults: FaultControl;

  mkdir(path: string, rights?: Partial<Directory>): Promise<void>;
  createStream(path: string, options?: NewStream): Promise<void>;
  deleteStream(path: string): Promise<void>;
  /** Sets a replication up to a stage, paused, without a command. */
  setUp(source: string, replica: string, stage: Stage): Promise<void>;
  /** Writes `n` messages at once. Without `partition` they go round the topic's partitions. */
  produce(path: string, topic: string, n: number, options?: ProduceOptions): Promise<void>;
  /** Changes attributes and permissions behind MapR's back, without a command. */
  grant(path: string, attributes: Partial<Attributes>): Promise<void>;
  /** Adds or changes a user. */
  user(name: string, user?: Partial<Omit<User, 'name'>>): Promise<void>;
  settings(change: Partial<Settings>): Promise<void>;

  /** `undefined` if there is none. */
  stream(path: string): Promise<StreamSnapshot | undefined>;
  /** Messages that are really there. */
  messages(path: string): Promise<number>;
  snapshot(): Promise<World>;
  /** The same without waiting for commands that change something just now: for who looks again and again. */
  look(): World;

  /** What ran, oldest first. */
  journal(): Promise<Run[]>;
  /** Runs that changed the world, killed ones included. */
  changes(): Promise<Run[]>;
  /** Command lines, oldest first; `changes` leaves out those that changed nothing. */
  commands(): Promise<string[]>;
  /** Pairs of runs whose command line contains `pattern` and that ran at the same time. */
  overlaps(pattern: string): Promise<[Run, Run][]>;
  /** The REST twin (point 43). */
  serveRest(options?: RestOptions): Promise<RestServer>;
  /** Removes the directory. */
  cleanup(): Promise<void>;
}

export interface FaultControl {
  /** Replaces the named switches, leaves the others. */
  set(faults: Faults): Promise<void>;
  /** Sets switches beside those that are there, so that scenarios can run side by side. */
  add(faults: Faults): Promise<void>;
  /** Clears the switches whose command or clusters name one of `words`. */
  drop(...words: string[]): Promise<void>;
  /** Without kinds: all. */
  clear(...kinds: FaultKind[]): Promise<void>;
}

export interface NewStream extends Partial<Attributes> {
  /** Topic names, or names with their number of partitions. */
  topics?: readonly string[] | Readonly<Record<string, number>>;
  /** Default number of partitions. */
  partitions?: number;
  /** Holder of the permissions that are not given. Default `mapr-bot`. */
  owner?: string;
}

export interface ProduceOptions {
  /** Size of a message. Default 100. */
  bytes?: number;
  partition?: number;
}

export interface StreamSnapshot {
  cluster: string;
  path: string;
  uuid: string;
  attributes: Attributes;
  topics: Record<string, { partitions: PartitionSnapshot[] }>;
  replicas: ReplicaSnapshot[];
  upstreams: { cluster: string; path: string; uuid: string }[];
  messages: number;
}

export interface PartitionSnapshot {
  /** -1 when empty. */
  maxoffset: number;
  /** Fewer than `maxoffset + 1` if there are holes. */
  messages: number;
  bytes: number;
}

/** A replica as it is now, not as the frozen figures have it. */
export interface ReplicaSnapshot {
  cluster: string;
  path: string;
  uuid: string;
  state: ReplicaState;
  paused: boolean;
  putsPending: number;
  bytesPending: number;
  copyPercentage: number;
  error: { Code: string; Host: string; Msg: string } | null;
}

/** One invocation. */
export interface Run {
  id: string;
  at: number;
  /** Absent while it runs, and for ever if it was killed outright. */
  endedAt?: number;
  host: string;
  /** Cluster whose MAPR_HOME it ran from. */
  home: string;
  user: string;
  pid: number;
  /** 0: it was asked by REST, and no process was started. */
  ppid: number;
  /** Program name and arguments. */
  argv: string[];
  /** `argv` in one line. */
  line: string;
  exit?: number;
  /** Whether it changed the world: known even of a run that was killed right after. */
  effect: boolean;
  lastEffectAt?: number;
}

export interface RestOptions {
  /** Cluster whose API server it is. Default the first. */
  cluster?: string;
  /** Passwords by user. Default `{ 'mapr-bot': 'mapr-bot' }`. */
  credentials?: Readonly<Record<string, string>>;
  /** Default a new one, of a CA of its own. */
  certificate?: Certificate;
}

export interface RestServer {
  /** `https://127.0.0.1:<port>` */
  url: string;
  /** The CA of its certificate, in PEM. */
  ca: string;
  close(): Promise<void>;
}
