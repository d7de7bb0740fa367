/** What the listeners of buttons share: who pressed what, and the private answer where it may not be. */

import type { BlockAction, ButtonAction, RespondFn } from '@slack/bolt';
import { Unsure } from '../../jobs/store.ts';
import type { Click, Decision, Why } from '../decide.ts';
import * as answers from '../views/answers.ts';
import type { Message } from '../views/index.ts';
import type { Listening } from './index.ts';

/** The button ought to have gone: whoever pressed it has an old message before their eyes. */
const overtaken: ReadonlySet<Why> = new Set([
  'already-decided',
  'expired',
  'nothing-failed',
  'ended',
]);

export type Press = BlockAction<ButtonAction>;

/** The click carries the request's id, and nothing else. */
export function clickOf(body: Press): Click {
  const [action] = body.actions;
  return {
    request: action?.value ?? '',
    user: body.user.id,
    team: body.user.team_id ?? body.team?.id ?? '',
  };
}

/**
 * Tells the person alone, who pressed and may not, and mends the message that let them.
 * The private answer may get lost (an expired response URL, a closed client): nothing depends on it.
 */
export async function follow(
  decision: Decision,
  click: Click,
  respond: RespondFn,
  { drive, mend, onError }: Listening,
): Promise<void> {
  // What is decided is in the log; what follows from it, the sweep makes good where it fails here.
  const later = (error: unknown) => onError(click.request, error);
  if (decision.kind === 'taken') return drive(click.request).catch(later);
  await tell(answers.refused(decision.why, decision.state), respond, onError);
  if (overtaken.has(decision.why)) await mend(click.request).catch(later);
}

export async function tellFault(
  error: unknown,
  respond: RespondFn,
  onError: Listening['onError'],
): Promise<void> {
  onError('button', error);
  await tell(faultWords(error), respond, onError);
}

/** What a person is told whose decision met an error. */
export function faultWords(error: unknown): Message {
  return error instanceof Unsure ? answers.maybeDecided() : answers.notDecided();
}

async function tell(
  message: Message,
  respond: RespondFn,
  onError: Listening['onError'],
): Promise<void> {
  const { text, blocks } = message;
  try {
    await respond({
      response_type: 'ephemeral',
      replace_original: false,
      text,
      blocks: [...blocks],
    });
  } catch (error) {
    onError('private answer', error);
  }
}
