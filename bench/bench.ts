/** What a bench is, and what it answers with. */

/** How much of it is run. */
export interface Scale {
  /** Small counts, for what must be correct alone: what was measured says nothing. */
  readonly quick: boolean;
  /** Tells whoever waits how far it is. */
  readonly say: (line: string) => void;
}

export interface Row {
  /** For example "p99 of an acknowledgement". */
  readonly what: string;
  /** With its unit. */
  readonly measured: string;
  /** The peer or the limit that it was measured beside, in the same run. */
  readonly beside: string;
  /** Of what was measured to what stands beside it; null where a ratio means nothing. */
  readonly ratio: number | null;
  /** What it must reach. */
  readonly target: string;
  /** Null where there is nothing to reach, or where it was measured with small counts. */
  readonly met: boolean | null;
}

export interface Result {
  readonly rows: readonly Row[];
  /** What one has to know to read them: counts, what was run against what, what sets the limit. */
  readonly notes: readonly string[];
}

export interface Bench {
  /** As in `npm run bench -- <name>`. */
  readonly name: string;
  readonly title: string;
  /**
   * Bounded in count and time.
   * @throws where what was measured was not done right: something lost, twice, or other than asked
   */
  run(scale: Scale): Promise<Result>;
}

/** A row's verdict: none with small counts. */
export function reached({ quick }: Pick<Scale, 'quick'>, isReached: boolean): boolean | null {
  return quick ? null : isReached;
}
