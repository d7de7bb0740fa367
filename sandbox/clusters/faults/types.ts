/** Where a fault applies. Without any of these it applies everywhere, for as long as it is set. */
export interface Scope {
  /** Clusters that the command touches (by path, `-cluster`, or the home cluster if it names none). */
  clusters?: string | readonly string[];
  /** Part of the command line, `stream replica add` for instance. */
  command?: string;
  user?: string;
  /** Heals after so many commands. Faults of the cluster itself (`gatewaysDown`, `upstreamMissing`, `takesStreams`) do not count. */
  times?: number;
}

/** Every switch, with what it takes. */
export interface FaultSwitches {
  /** Point 10: time before a command does anything. */
  latency: Scope & { ms: number };
  /** Point 9: lines beside the answer; `stdout` puts a native line ahead of the JSON. */
  noise: Scope & { stdout?: boolean };
  /** Never answers. `after`: takes effect first. `deaf`: ignores SIGTERM as well. */
  hang: Scope & { after?: boolean; deaf?: boolean };
  /**
   * Ends whoever started the command at once (SIGKILL): before it takes effect, after it and before it answers, or,
   * for a copy, in the middle. The command itself lives on, as the child of nobody.
   */
  killsCaller: Scope & { when: 'before' | 'after' | 'middle' };
  /** Point 11: no licence for replication on these clusters. */
  licence: Scope & { how: 'hang' | 'refuse' };
  /** Point 29: gateways **into** these clusters are down; `hosts` limits it to some. */
  gatewaysDown: Scope & { hosts?: readonly string[] };
  /** No gateway is configured for these destination clusters; `refuse`: `replica add` says so (id 22). */
  gatewaysMissing: Scope & { refuse?: boolean };
  /** Point 12. */
  cldbDown: Scope;
  /** Point 13. */
  ticket: Scope & { state: 'expired' | 'missing' };
  /** When tickets that are valid end, in hours from now (default 14 days), as `maprlogin print` tells it. */
  ticketEnds: Scope & { hours: number };
  /** Copies: slow, of a least duration, or breaking off after a fraction (0 to 1) of the messages. */
  copy: Scope & {
    messagesPerSecond?: number;
    minMs?: number;
    failAfter?: number;
    failWith?: 'error' | 'disk full';
  };
  /** Output cut in the middle. */
  truncated: Scope;
  /** Output that is not JSON although it looks like it. */
  invalid: Scope;
  /** Nothing is done, `ERROR (id)` is printed, and the exit code is 0 all the same. */
  exitZero: Scope & { id: number; desc: string };
  /** A reply as given. `after`: the command takes effect first. */
  reply: Scope & { exit: number; stdout?: string; stderr?: string; after?: boolean };
  /** By REST alone: an answer of HTTP as given, or (`lost`) the connection ends. `after`: the command takes effect first. */
  http: Scope & {
    status?: number;
    headers?: Readonly<Record<string, string>>;
    body?: string;
    lost?: boolean;
    after?: boolean;
  };
  /** Point 7: `timeofday` without AM/PM. */
  oldTimeofday: Scope;
  /** Point 42. */
  brokenLicences: Scope;
  /** Point 28: what a row shows when the replica does not list the source. Default `error`. */
  upstreamMissing: Scope & { how: 'error' | 'silent'; code?: string };
  /** Point 32, against the manual: a set-up takes a stream that has come to its replica's path for its own. */
  takesStreams: Scope;
  /** A missing stream is answered with ENOENT (2) in place of `... is not a valid stream`. */
  missingAsEnoent: Scope;
  /** A registration younger than `ms` is not listed yet unless `-refreshnow true`. */
  lateRows: Scope & { ms: number };
}

export type FaultKind = keyof FaultSwitches;

/** All of them: a kind that is left out here does not compile. */
export const faultKinds = Object.keys({
  latency: true,
  noise: true,
  hang: true,
  killsCaller: true,
  licence: true,
  gatewaysDown: true,
  gatewaysMissing: true,
  cldbDown: true,
  ticket: true,
  ticketEnds: true,
  copy: true,
  truncated: true,
  invalid: true,
  exitZero: true,
  reply: true,
  http: true,
  oldTimeofday: true,
  brokenLicences: true,
  upstreamMissing: true,
  takesStreams: true,
  missingAsEnoent: true,
  lateRows: true,
} satisfies Record<FaultKind, true>) as FaultKind[];

/** What `faults.set` takes: one switch, several, or `true` for one that needs no value. */
export type Faults = {
  [K in FaultKind]?:
    | FaultSwitches[K]
    | readonly FaultSwitches[K][]
    | (Scope extends FaultSwitches[K] ? true : never);
};

/** The same, as the world keeps it. */
export type FaultList = { [K in FaultKind]?: FaultSwitches[K][] };

/** Those that hold for one command. */
export type ActiveFaults = { [K in FaultKind]?: FaultSwitches[K] };
