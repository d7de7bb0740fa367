/** Where a request stands, in a sentence or two: for the card, for its plain text, for private answers. */

import { rowOf } from '../../jobs/plan.ts';
import { failedStep, type RequestState, rowsOf } from '../../jobs/state.ts';
import { code, plainWords } from './escape.ts';
import { progressLine } from './progress.ts';
import { mention, when } from './words.ts';

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
  if (state.consent.kind === 'asked') return 'Waits for the approval of a second owner';
  const steps = rowsOf(state).map((row) => state.steps[row.name]);
  const current = steps.find(({ status }) => status === 'running' || status === 'waiting');
  const next = current ?? steps.find(({ status }) => status === 'pending');
  return next ? rowOf(next.name).title : 'Under way';
}

function outcomeWords({ outcome }: RequestState): string {
  switch (outcome) {
    case 'done':
      return 'Replicating';
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
    case null:
      return 'Over';
  }
}

/** What there is to know beside the steps themselves: what is waited for, who decided, what to do. Mrkdwn lines. */
export function details(state: RequestState): readonly string[] {
  return [...consentLines(state), ...waitingLines(state), ...endLines(state)];
}

function consentLines({ consent, phase }: RequestState): string[] {
  switch (consent.kind) {
    case 'not-asked':
      return [];
    case 'asked':
      if (phase !== 'running') return [];
      return [
        `Waits since ${when(consent.at)} for an owner of the replica's side; expires ${when(consent.expires)}.`,
      ];
    case 'granted':
      return [`Approved by ${mention(consent.approver.user)}, ${when(consent.at)}.`];
    case 'denied':
      return [
        `Denied by ${mention(consent.by.user)}, ${when(consent.at)}: ${plainWords(consent.reason)}`,
      ];
    case 'expired':
      return [`Nobody answered by ${when(consent.at)}.`];
  }
}

function waitingLines(state: RequestState): string[] {
  if (state.phase === 'ended') return [];
  const lines = rowsOf(state).flatMap(({ name }) => {
    const { waiting, status } = state.steps[name];
    if (!waiting || status === 'done') return [];
    return [
      `Waits since ${when(waiting.since)} for ${plainWords(waiting.why)}. Looks again ${when(waiting.until)}.`,
    ];
  });
  const bar = state.steps.load.status === 'running' ? progressLine(state.steps.load) : null;
  const { retried } = state;
  const again = retried ? [`Tried again by ${mention(retried.by.user)}, ${when(retried.at)}.`] : [];
  return [...(bar ? [bar] : []), ...lines, ...again];
}

function endLines(state: RequestState): string[] {
  const { undo, endedAt, outcome } = state;
  const rolledBack = undo?.by && undo.cause === 'rolled-back';
  const lines = rolledBack ? [`Rolled back by ${mention(undo.by.user)}, ${when(undo.at)}.`] : [];
  if (outcome === 'refused') lines.push(...refusals(state));
  if (outcome === 'done' && state.steps.confirm.summary)
    lines.push(plainWords(state.steps.confirm.summary));
  lines.push(...leftovers(state));
  if (endedAt !== null) lines.push(`Ended ${when(endedAt)}.`);
  return lines;
}

/** What the looks found against it, and what to do about each. */
export function refusals(state: RequestState): string[] {
  return findingsOf(state)
    .filter(({ ok }) => !ok)
    .map(({ what, remedy }) => `✕ ${plainWords(what)} ${plainWords(remedy ?? '')}`.trim());
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
  return [
    `✕ *${rowOf(failed.name).title}* has failed on *${plainWords(cluster)}*.`,
    plainWords(message),
    ...(command ? [`Command: ${code(command)}`] : []),
    `What to do: ${plainWords(remedy)}`,
  ];
}
