/** The buttons of a request that has stopped: *Retry*, and *Roll back* where there is a way back. */

import type { KnownBlock } from '@slack/types';
import { isStopped, type RequestState, rowIn, toUndo } from '../../jobs/state.ts';
import { type ButtonLook, buttons, context } from './blocks.ts';
import { subject } from './procedure-words.ts';

export function recovery(state: RequestState): KnownBlock[] {
  if (!isStopped(state)) return [];
  return [
    context('The requester and the owners of either side may press.'),
    recoveryButtons(state, 'card'),
  ];
}

/** @param where the key of the message that they stand in, or `home` */
export function recoveryButtons(state: RequestState, where: 'card' | 'home'): KnownBlock {
  const { phase, id, version } = state;
  const looks = phase === 'failed' ? [retry(state), rollBack(state)] : [retry(state)];
  return buttons(`${where}:${id}:${version}`, id, looks);
}

/** What there is to press, in words, for where the buttons are not. */
export function recoveryWords({ phase }: RequestState): string {
  return phase === 'failed' ? '*Retry* and *Roll back* are' : '*Retry* is';
}

function retry(state: RequestState): ButtonLook {
  const what = state.phase === 'failed' ? 'failed step' : 'undo';
  return {
    actionId: 'retry',
    text: 'Retry',
    label: `Retry the ${what} of ${subject(state)}`,
    style: 'primary',
  };
}

function rollBack(state: RequestState): ButtonLook {
  const confirm = { title: 'Roll back this request?', text: undoing(state) } as const;
  return {
    actionId: 'rollback',
    text: 'Roll back',
    label: `Roll back ${subject(state)}`,
    style: 'danger',
    confirm: { ...confirm, yes: 'Roll back', no: 'Leave it' },
  };
}

function undoing(state: RequestState): string {
  const names = toUndo(state);
  if (names.length === 0)
    return 'Nothing was changed, so there is nothing to undo. The request ends.';
  const steps = names.map((name) => `“${rowIn(state, name).title}”`).join(', ');
  const kept = names.includes('create')
    ? ' A replica that holds messages is not deleted.'
    : names.includes('load')
      ? ' What was copied into the replica stays there.'
      : '';
  return `Undone, in this order: ${steps}.${kept} Then the request ends.`;
}
