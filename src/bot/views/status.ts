/** Where a request stands, in a sentence or two: for the card, for its plain text, for private answers. */

import { isClusterStep, type Side, streamOn } from '../../jobs/plan.ts';
import {
  askedSide,
  failedStep,
  type RequestState,
  rowIn,
  rowsOf,
  type StepState,
  sidesAsked,
  toUndo,
} from '../../jobs/state.ts';
import { clusterOf } from '../../mapr/path.ts';
import { code, plainWords } from './escape.ts';
import { doneVerb, doneWords } from './procedure-words.ts';
import { copyUnderWay, progressLine } from './progress.ts';
import { stepTitle } from './step-words.ts';
import { duration, mention, when } from './words.ts';

/** Short, for a heading. */
export function headline(state: RequestState): string {
  switch (state.phase) {
    case 'ended':
      return outcomeWords(state);
    case 'failed':
      return 'Stopped: a step has failed';
    case 'undo-failed':
      return 'Stopped: the undo has failed';
    case 'undoing':
      return 'Being undone';
    case 'running':
      return runningHeadline(state);
  }
}

function runningHeadline(state: RequestState): string {
  const side = askedSide(state);
  if (side) return `Waits for the approval of an owner of the ${side}`;
  const step = current(state) ?? upNext(state);
  return step ? `Under way: ${rowIn(state, step.name).title}` : 'Under way';
}

function outcomeWords(state: RequestState): string {
  const { outcome } = state;
  switch (outcome) {
    case 'done':
      return doneWords(state);
    case 'planned':
      return 'Planned; nothing was changed';
    case 'refused':
      return 'Refused; nothing was changed';
    case 'denied':
      return 'Denied';
    case 'expired':
      return 'Expired without an answer';
    case 'rolled-back':
      return 'Rolled back';
    case 'cancelled':
      return 'Cancelled';
    case null:
      return 'Over';
  }
}

/** What there is to know beside the steps themselves: what is waited for, who decided, what to do. Mrkdwn lines. */
export function details(state: RequestState): readonly string[] {
  const consents = sidesAsked(state).flatMap((side) => consentLines(state, side));
  return [...consents, ...waitingLines(state), ...endLines(state)];
}

function consentLines(state: RequestState, side: Side): string[] {
  const consent = state.consents[side];
  const of = sidesAsked(state).length === 2 ? ` for the ${side}` : '';
  switch (consent.kind) {
    case 'not-asked':
      return [];
    case 'asked':
      if (state.phase !== 'running') return [];
      return [
        `Waits since ${when(consent.at)} for an owner of the ${side}'s side to press *Approve* or *Deny*; expires ${when(consent.expires)}.`,
      ];
    case 'granted':
      return [`Approved${of} by ${mention(consent.approver.user)}, ${when(consent.at)}.`];
    case 'denied':
      return [
        `Denied${of} by ${mention(consent.by.user)}, ${when(consent.at)}: ${plainWords(consent.reason)}`,
      ];
    case 'expired':
      return [`Nobody had answered by ${when(consent.at)}.`];
    case 'withdrawn':
      return [];
  }
}

function waitingLines(state: RequestState): string[] {
  if (state.phase === 'ended') return [];
  const copy = copyUnderWay(state);
  const bar = copy ? progressLine(copy) : null;
  const goesOn = state.phase === 'running' || state.phase === 'undoing';
  const waits = goesOn ? rowsOf(state).flatMap(({ name }) => waitLine(state.steps[name])) : [];
  const { retried } = state;
  const again = retried ? [`Tried again by ${mention(retried.by.user)}, ${when(retried.at)}.`] : [];
  return [...(bar ? [bar] : []), ...waits, ...workerLine(state), ...undoLine(state), ...again];
}

function waitLine({ waiting }: StepState): string[] {
  if (!waiting) return [];
  const why = plainWords(waiting.why).replace(/\.$/, '');
  return [`Waits since ${when(waiting.since)} for ${why}. Looks again ${when(waiting.until)}.`];
}

/** A step that nobody has taken up: where no worker of its cluster runs, this is all that shows it. */
function workerLine(state: RequestState): string[] {
  if (state.phase !== 'running' || current(state)) return [];
  const step = upNext(state);
  if (!step || !isClusterStep(step.name)) return [];
  const row = rowIn(state, step.name);
  const before = row.after.map((name) => state.steps[name].endedAt ?? 0);
  const since = Math.max(state.requestedAt, state.retried?.at ?? 0, ...before);
  const cluster = clusterOf(streamOn(row.side, state.plan));
  return [
    `Waits since ${when(since)} for a worker of ${plainWords(cluster)} to take up “${row.title}”.`,
  ];
}

/** The same of an undo, which any worker of the cluster may take up. */
function undoLine(state: RequestState): string[] {
  const [name] = state.phase === 'undoing' ? toUndo(state) : [];
  if (!name || !state.undo) return [];
  const row = rowIn(state, name);
  const cluster = plainWords(clusterOf(streamOn(row.side, state.plan)));
  return [`Next to be undone, by a worker of ${cluster}: “${row.title}”.`];
}

function current(state: RequestState): StepState | undefined {
  return rowsOf(state)
    .map((row) => state.steps[row.name])
    .find(({ status }) => status === 'running' || status === 'waiting');
}

function upNext(state: RequestState): StepState | undefined {
  return rowsOf(state)
    .map((row) => state.steps[row.name])
    .find(({ status }) => status === 'pending');
}

function endLines(state: RequestState): string[] {
  const { undo, endedAt, outcome } = state;
  const lines: string[] = [];
  if (undo) lines.push(...failedBefore(state), ...undoneBy(state));
  if (outcome === 'refused') lines.push(...refusals(state));
  lines.push(...leftovers(state));
  if (endedAt === null) return lines;
  const took = duration(endedAt - state.requestedAt);
  lines.push(
    outcome === 'done'
      ? `${doneVerb(state.procedure)} ${when(endedAt)}, in ${took}.`
      : `Ended ${when(endedAt)}.`,
  );
  return lines;
}

/** Who had it rolled back or cancelled, if that is why it is undone. */
export function undoneBy({ undo, phase }: RequestState): string[] {
  if (!undo?.by || undo.cause === 'denied') return [];
  const rolledBack = phase === 'ended' ? 'Rolled back by' : 'Roll back asked for by';
  const what = undo.cause === 'cancelled' ? 'Cancelled by' : rolledBack;
  return [`${what} ${mention(undo.by.user)}, ${when(undo.at)}.`];
}

function failedBefore(state: RequestState): string[] {
  return rowsOf(state)
    .map((row) => state.steps[row.name])
    .filter(({ status, summary, failure }) => status === 'failed' && summary && !failure)
    .map(
      (step) => `“${stepTitle(state, step.name)}” had failed: ${plainWords(step.summary ?? '')}`,
    );
}

/** What the looks found against it, and what to do about each. */
export function refusals(state: RequestState): string[] {
  return findingsOf(state)
    .filter(({ ok }) => !ok)
    .map(({ what, remedy }) =>
      remedy ? `✕ ${plainWords(what)} What to do: ${plainWords(remedy)}` : `✕ ${plainWords(what)}`,
    );
}

export function findingsOf(state: RequestState) {
  return rowsOf(state).flatMap(({ name }) => state.steps[name].findings);
}

function leftovers(state: RequestState): string[] {
  return rowsOf(state).flatMap(({ name }) => {
    const { left } = state.steps[name];
    return left ? [`! ${plainWords(left.why)} Yours to decide: ${code(left.command)}`] : [];
  });
}

/** What failed for good: what, where, what it answered, what to do. */
export function failureLines(state: RequestState): readonly string[] {
  const failed = failedStep(state);
  if (!failed?.failure) return [];
  const { message, cluster, command, remedy } = failed.failure;
  const what = state.phase === 'undo-failed' ? 'The undo of ' : '';
  return [
    `✕ ${what}*${stepTitle(state, failed.name)}* has failed on *${plainWords(cluster)}*.`,
    plainWords(message),
    ...(command ? [`Command: ${code(command)}`] : []),
    `What to do: ${plainWords(remedy)}`,
  ];
}
