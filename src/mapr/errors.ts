import { clean, clip } from './clean.ts';
import { type Answer, type MaprCommand, show } from './command.ts';
import { remedyFor } from './remedies.ts';

/**
 * - `refused`: the cluster said no, and will say so again; it did not say OK beside it, so nothing was changed
 * - `transient`: it failed, for a reason that may pass
 * - `timeout`: we ended it; whether it took effect is unknown
 * - `unreadable`: it ended, but what it printed cannot be understood, or says both yes and no
 * - `not-started`: the program is not there, or the API server not one to be trusted
 * - `unreached`: the API server was not asked, as there was no way to it; that may pass
 */
export type Fault =
  | 'refused'
  | 'transient'
  | 'timeout'
  | 'unreadable'
  | 'not-started'
  | 'unreached';

/** Whether a command that was to change something surely has not. */
export function changedNothing(fault: Fault): boolean {
  return fault === 'refused' || fault === 'not-started' || fault === 'unreached';
}

type Asked = Pick<MaprCommand<unknown>, 'program' | 'args' | 'cluster'>;

export interface MaprErrorDetails {
  fault: Fault;
  command: Asked;
  /** What went wrong, in a few words. */
  reason: string;
  id?: number | null;
  answer?: Pick<Answer, 'stdout' | 'stderr'>;
  /** Default what follows from the rest. */
  remedy?: string;
  cause?: unknown;
}

/** A command that did not do what it was for. Everything in it is fit to be shown to people. */
export class MaprError extends Error {
  override readonly name = 'MaprError';
  readonly fault: Fault;
  /** Whether the same command can be expected to work later, with nobody doing anything. */
  readonly mendedByRetry: boolean;
  /** Number of the error as MapR gave it. */
  readonly id: number | null;
  /** As one would type it. */
  readonly command: string;
  readonly cluster: string;
  /** What the program printed: cleaned, at most 1500 characters. */
  readonly answer: string;
  /** What to do now. */
  readonly remedy: string;

  constructor({ fault, command, reason, id = null, answer, remedy, cause }: MaprErrorDetails) {
    const line = show(command);
    const why = clip(clean(reason).replaceAll(/\s+/g, ' '), 300);
    super(`${command.cluster}: ${line}: ${why}`, cause === undefined ? undefined : { cause });
    this.fault = fault;
    this.mendedByRetry = fault !== 'refused' && fault !== 'not-started';
    this.id = id;
    this.command = line;
    this.cluster = command.cluster;
    this.answer = answer === undefined ? '' : clip(printed(answer), 1500);
    this.remedy = remedy ?? remedyFor({ fault, id, command: line, answer: this.answer });
  }

  /** For the log in Redis, and for pino. */
  toJSON() {
    const { name, message, fault, mendedByRetry, id, command, cluster, answer, remedy } = this;
    return { name, message, fault, mendedByRetry, id, command, cluster, answer, remedy };
  }
}

/**
 * Numbers that no retry mends. Those below 134 are Linux errno values; 10003 is MapR's "operation failed", seen
 * for a stream that exists (sheet, 1.4). Unknown numbers are not here: one retry too many does no harm, as every
 * step looks first.
 */
const refusals: ReadonlySet<number> = new Set([1, 2, 13, 17, 22, 28, 30, 38, 95, 122, 10003]);

export function isRefusal(id: number): boolean {
  return refusals.has(id);
}

function printed({ stdout, stderr }: Pick<Answer, 'stdout' | 'stderr'>): string {
  return [clean(stdout), clean(stderr)].filter((text) => text !== '').join('\n');
}
