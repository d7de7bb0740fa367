import type { ActiveFaults } from '../faults/types.ts';
import type { CopyJob, User, World } from '../world/types.ts';

export type Program = 'maprcli' | 'mapr' | 'maprlogin';

/** One command: what it takes, and what it does to the world. */
export interface Command {
  program: Program;
  /** `stream replica add` */
  words: string;
  options: readonly Option[];
  /** Whether it can change anything at all. */
  changes: boolean;
  /** Options whose cluster's CLDB it talks to; a value is a path or a cluster's name. None given: the home cluster. */
  touches: readonly string[];
  /** Needs neither CLDB nor ticket. */
  offline?: true;
  run(world: World, call: Call): Reply;
}

export interface Option {
  name: string;
  about: string;
  type: 'text' | 'boolean' | 'integer' | 'flag' | readonly string[];
  required?: true;
  default?: string;
}

/** Who calls, with what. */
export interface Call {
  values: Readonly<Record<string, string>>;
  user: User;
  /** Clusters of the node's `mapr-clusters.conf`, default first. */
  known: readonly string[];
  host: string;
  now: number;
  faults: ActiveFaults;
}

export type Row = Record<string, unknown>;

/** What a command answers, before it is printed. */
export interface Reply {
  rows?: readonly Row[];
  /** Order of the columns in text, where it differs from JSON's (sheet 1.2). */
  columns?: readonly string[];
  messages?: readonly string[];
  /** With `messages`: partial success (sheet 1.4). */
  errors?: readonly { id: number; desc: string }[];
  /** Lines in place of a table. */
  text?: readonly string[];
  /** Lines on stderr. */
  notes?: readonly string[];
  /** Files that it writes on the caller's machine. */
  files?: Readonly<Record<string, string>>;
  /** Work that takes time, in the caller's process. */
  job?: LongJob;
}

export interface LongJob {
  copy: CopyJob;
  /** What ends it. */
  finish?: (world: World) => void;
}

/** Points 4 and 8: nothing at all in text, `total 0` in JSON. */
export const silence: Reply = {};

export const path: Option = { name: 'path', about: 'Stream Path', type: 'text', required: true };
export const replica: Option = {
  name: 'replica',
  about: 'Replica stream path',
  type: 'text',
  required: true,
};
