/** What a procedure's table is made of: the steps there are, and a row of it. */

/** The cluster that a step runs on, or whose owners agree: the one of the source, or the one of the replica. */
export const sides = ['source', 'replica'] as const;
export type Side = (typeof sides)[number];

export const stepNames = [
  'preflight-source',
  'preflight-replica',
  'consent-source',
  'create',
  'register',
  'verify-registration',
  'consent',
  'authorize',
  'verify-authorization',
  'load',
  'resume',
  'confirm',
  'pause',
  'unpause',
  'edit',
  'deregister',
  'disown',
  'find',
  'forget',
  'prepare',
  'autosetup',
  'copying',
  'register-back',
  'verify-registration-back',
  'authorize-back',
  'verify-authorization-back',
  'resume-back',
  'confirm-back',
] as const;

export type StepName = (typeof stepNames)[number];

/** The steps of the way back, where messages go both ways: each does what one of the way there does, with the pair turned round. */
export const forthOf = {
  'register-back': 'register',
  'verify-registration-back': 'verify-registration',
  'authorize-back': 'authorize',
  'verify-authorization-back': 'verify-authorization',
  'resume-back': 'resume',
  'confirm-back': 'confirm',
} as const satisfies Partial<Record<StepName, StepName>>;

export type BackStepName = keyof typeof forthOf;

export function isBack(step: StepName): step is BackStepName {
  return Object.hasOwn(forthOf, step);
}

export interface PlanRow {
  readonly name: StepName;
  /** Its number in the procedure, or null for a consent, which HPE's procedure leaves to people. */
  readonly number: number | null;
  readonly side: Side;
  readonly title: string;
  /** The steps that have to be done first; more than one where looks run side by side. */
  readonly after: readonly StepName[];
  /** Whether an undo has to look at it. What a load has copied stays with the stream. */
  readonly undoable: boolean;
  /** The step whose command makes what its undo takes away: another, where the cluster makes it on both sides. */
  readonly madeBy: StepName;
}

export function row(
  name: StepName,
  number: number | null,
  side: Side,
  title: string,
  after: readonly StepName[],
  undoable: boolean,
  madeBy: StepName = name,
): PlanRow {
  return { name, number, side, title, after, undoable, madeBy };
}
