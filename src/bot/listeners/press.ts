/** What the listeners of buttons share: who pressed what, and the private answer where it may not be. */

import type { BlockAction, ButtonAction, RespondFn } from '@slack/bolt';
import type { RequestState } from '../../jobs/state.ts';
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

/** The message whose button was pressed, by its key: the button's block says it. Undefined where it was no message. */
export function pressedKey({ actions: [action], message }: Press): string | undefined {
  return message ? action?.block_id.split(':')[0] : undefined;
}

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
  pressed?: string,
): Promise<void> {
  const { drive, mend, onError } = listening;
  // What is decided is in the log; what follows from it, the sweep makes good where it fails here.
  const later = (error: unknown) => onError(click.request, error);
  if (decision.kind === 'taken') {
    const shown = pressed ? showAtOnce(decision.state, pressed, respond, listening) : null;
    await Promise.all([drive(click.request), shown].map((done) => done?.catch(later)));
    return;
  }
  await tell(answers.refused(decision.why, decision.state), click, respond, listening);
  if (overtaken.has(decision.why)) await mend(click.request).catch(later);
}

/**
 * The buttons go in the moment that they have done their work: an edit by the click's own URL does
 * not count towards Slack's limits. The message is sent once more, so that the log has the last word.
 */
async function showAtOnce(
  state: RequestState,
  pressed: string,
  respond: RespondFn,
  { render, mend }: Listening,
): Promise<void> {
  const { card, replies } = render(state);
  const message = pressed === 'card' ? card : replies.find(({ key }) => key === pressed)?.message;
  if (!message) return;
  const { text, blocks } = message;
  try {
    await respond({ replace_original: true, text, blocks: [...blocks] });
  } finally {
    await mend(state.id, [pressed]);
  }
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
