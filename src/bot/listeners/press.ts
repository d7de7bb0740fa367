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
    channel: body.channel?.id ?? '',
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
  listening: Listening,
): Promise<void> {
  const { drive, mend, onError } = listening;
  // What is decided is in the log; what follows from it, the sweep makes good where it fails here.
  const later = (error: unknown) => onError(click.request, error);
  if (decision.kind === 'taken') return drive(click.request).catch(later);
  await tell(answers.refused(decision.why, decision.state), click, respond, listening);
  if (overtaken.has(decision.why)) await mend(click.request).catch(later);
}

export async function tellFault(
  error: unknown,
  click: Click,
  respond: RespondFn,
  listening: Listening,
): Promise<void> {
  listening.onError('button', error);
  await tell(faultWords(error), click, respond, listening);
}

/** What a person is told whose decision met an error. */
export function faultWords(error: unknown): Message {
  return error instanceof Unsure ? answers.maybeDecided() : answers.notDecided();
}

async function tell(
  message: Message,
  { channel, user }: Click,
  respond: RespondFn,
  { client, onError }: Listening,
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
    // The click came so late that its response URL has expired (30 minutes).
    const again = { channel, user, text, blocks: [...blocks] };
    await client.chat.postEphemeral(again).catch((fault) => onError('private answer', fault));
  }
}
