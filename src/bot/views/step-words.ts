/** How a step's state is told: in words, with a sign beside them, and in the terms of Slack's task card. */

import type { TaskCardBlock } from '@slack/types';
import { consentSide, type Side, type StepName } from '../../jobs/plan.ts';
import {
  type RequestState,
  rowIn,
  type StepState,
  type StepStatus,
  toUndo,
} from '../../jobs/state.ts';

export interface StepWords {
  readonly words: string;
  /** Beside the words, never in their place. */
  readonly sign: string;
  readonly task: TaskCardBlock['status'];
}

export function stepTitle(state: RequestState, name: StepName): string {
  const { number, title } = rowIn(state, name);
  return number === null ? title : `${number}. ${title}`;
}

export function stepWords(state: RequestState, step: StepState): StepWords {
  const side = consentSide(step.name);
  if (side) return consentWords(state, side);
  const { status, failure, findings } = step;
  if (failure) return state.phase === 'undo-failed' ? error('undo failed') : byStatus.failed;
  const next = state.phase === 'undoing' ? toUndo(state) : [];
  if (next[0] === step.name) return busy('being undone');
  if (next.includes(step.name)) return idle('still to be undone');
  if (status === 'done' && findings.some(({ ok }) => !ok)) return error('something is in the way');
  const goesOn = state.phase === 'running' || state.phase === 'undoing';
  const cutShort = (status === 'running' || status === 'waiting') && !goesOn;
  return cutShort ? idle('not finished') : byStatus[status];
}

function consentWords({ consents, phase }: RequestState, side: Side): StepWords {
  const consent = consents[side];
  switch (consent.kind) {
    case 'not-asked':
      return phase === 'ended' ? idle('not asked') : byStatus.pending;
    case 'asked':
      return phase === 'running' ? waiting('waiting for an answer') : idle('no longer asked');
    case 'granted':
      return done('approved');
    case 'denied':
      return error('denied');
    case 'expired':
      return error('expired');
    case 'withdrawn':
      return idle('no longer asked');
  }
}

const byStatus: Readonly<Record<StepStatus, StepWords>> = {
  pending: idle('not begun'),
  running: busy('under way'),
  waiting: waiting('waiting'),
  done: done('done'),
  failed: error('failed'),
  stopped: idle('stopped'),
  undone: { words: 'undone', sign: '↺', task: 'pending' },
  left: { words: 'left to a person', sign: '!', task: 'error' },
};

function idle(words: string): StepWords {
  return { words, sign: '○', task: 'pending' };
}

function busy(words: string): StepWords {
  return { words, sign: '◐', task: 'in_progress' };
}

function waiting(words: string): StepWords {
  return { words, sign: '◔', task: 'in_progress' };
}

function done(words: string): StepWords {
  return { words, sign: '●', task: 'complete' };
}

function error(words: string): StepWords {
  return { words, sign: '✕', task: 'error' };
}
