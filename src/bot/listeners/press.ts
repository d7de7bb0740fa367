/** What the listeners of buttons share: who pressed what, and the private answer where it may not be. */

import type { BlockAction, ButtonAction, RespondFn } from '@slack/bolt';
import { sides } from '../../jobs/plan.ts';
import type { RequestState } from '../../jobs/state.ts';
import { Unsure } from '../../jobs/store.ts';
import { unreadIn } from '../../jobs/unread.ts';
import type { Who } from '../admission.ts';
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

/** A click, and where it was made: in a message, by its key, or in the person's App Home. */
export interface Pressed {
  readonly click: Click;
  readonly place:
    | { readonly kind: 'message'; readonly key: string; readonly respond: RespondFn }
    | { readonly kind: 'home'; readonly trigger: string };
}

/** Who it was, and the workspace that they come from. */
export function whoOf({
  user,
  team,
}: {
  readonly user: { readonly id: string; readonly team_id?: string };
  readonly team?: { readonly id: string } | null;
}): Who {
  return { user: user.id, team: user.team_id ?? team?.id ?? '' };
}

/** The button's value carries the request's id, and nothing else; its block's id begins with the message's key, and the side that it asks. */
export function pressedIn(body: Press, respond: RespondFn): Pressed {
  const [action] = body.actions;
  const [key = '', of] = action?.block_id.split(':') ?? [];
  const side = sides.find((each) => each === of);
  const click = {
    request: action?.value ?? '',
    ...whoOf(body),
    channel: body.channel?.id ?? '',
    ...(side ? { side } : {}),
  };
  // In a home there is nothing to respond to.
  if (body.view) return { click, place: { kind: 'home', trigger: body.trigger_id } };
  return { click, place: { kind: 'message', key, respond } };
}

/**
 * Shows what came of it, or tells the person alone why nothing did, and mends the message that let
 * them press. The private answer may get lost (a closed client): nothing depends on it.
 */
export async function follow(
  decision: Decision,
  pressed: Pressed,
  listening: Listening,
): Promise<void> {
  const { drive, mend, onError } = listening;
  const { request } = pressed.click;
  // What is decided is in the log; what follows from it, the sweep makes good where it fails here.
  const later = (error: unknown) => onError(request, error);
  if (decision.kind === 'taken') {
    const shown = showAtOnce(decision.state, pressed, listening);
    await Promise.all([drive(request).catch(later), shown.catch(later)]);
    return;
  }
  await tell(answers.refused(decision.why, decision.state), pressed, listening);
  if (overtaken.has(decision.why)) await mend(request).catch(later);
  // Whatever it was refused for: a home has no button that its person may not press.
  if (pressed.place.kind === 'home') await listening.openHome(pressed.click.user).catch(later);
}

/**
 * The buttons go in the moment that they have done their work: an edit by the click's own URL does
 * not count towards Slack's limits. The message is sent once more, so that the log has the last word.
 */
async function showAtOnce(
  state: RequestState,
  { click, place }: Pressed,
  { render, mend, openHome }: Listening,
): Promise<void> {
  if (place.kind === 'home') return openHome(click.user);
  const { card, replies } = render(state);
  const reply = replies.find(({ key }) => key === place.key);
  const message = place.key === 'card' ? card : reply?.message;
  if (!message) return;
  const { text, blocks } = message;
  try {
    await place.respond({ replace_original: true, text, blocks: [...blocks] });
  } finally {
    await mend(state.id, [place.key]);
  }
}

export async function tellFault(
  error: unknown,
  pressed: Pressed,
  listening: Listening,
): Promise<void> {
  listening.onError('button', error);
  await tell(faultWords(error), pressed, listening);
}

/** What a person is told whose decision met an error. */
export function faultWords(error: unknown): Message {
  const unread = unreadIn(error);
  if (unread) return answers.ofUnread(unread);
  return error instanceof Unsure ? answers.maybeDecided() : answers.notDecided();
}

/** For the person alone, where they pressed. */
export async function tell(
  message: Message,
  pressed: Pressed,
  listening: Listening,
): Promise<void> {
  const { client, onError } = listening;
  const { click, place } = pressed;
  const { text, blocks } = message;
  const lost = (error: unknown) => onError('private answer', error);
  if (place.kind === 'home') {
    const view = answers.asModal(message);
    await client.views.open({ trigger_id: place.trigger, view }).catch(lost);
    return;
  }
  try {
    const answer = { response_type: 'ephemeral', replace_original: false, text } as const;
    await place.respond({ ...answer, blocks: [...blocks] });
  } catch (error) {
    lost(error);
    // The click came so late that its response URL has expired (30 minutes).
    const again = { channel: click.channel, user: click.user, text, blocks: [...blocks] };
    await client.chat.postEphemeral(again).catch(lost);
  }
}
