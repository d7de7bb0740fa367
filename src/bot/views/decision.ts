import type { Side } from '../../jobs/plan.ts';
import { type RequestState, sidesAsked } from '../../jobs/state.ts';
import { type Message, textMessage } from './blocks.ts';
import { plainWords } from './escape.ts';
import { subject } from './procedure-words.ts';
import { mention, when } from './words.ts';

/** A reply of the thread that tells the requester, with a mention, that it goes on. Any other answer ends the request, and is told at its end. */
export function approved(state: RequestState, side: Side): Message | null {
  if (state.consents[side].kind !== 'granted') return null;
  return textMessage(
    `${mention(state.requester.user)} ${verdict(state, side)} ${goesOn(state, side, ' from here')}`,
  );
}

/** To the requester alone: what came of a consent. Null as long as there is nothing to tell. */
export function decision(
  state: RequestState,
  side: Side,
): { side: Side; at: number; message: Message } | null {
  const consent = state.consents[side];
  const said = verdict(state, side);
  if (said === null || consent.kind === 'not-asked') return null;
  const next =
    consent.kind === 'granted'
      ? goesOn(state, side, '')
      : `${undoing(state)}Before you ask again, speak with the owners of the other side.`;
  return {
    side,
    at: consent.at,
    message: textMessage(`${said} ${next} The thread is in <#${state.channel}>.`),
  };
}

function goesOn(state: RequestState, side: Side, from: string): string {
  return sidesAsked(state).at(-1) === side
    ? `It goes on by itself${from}.`
    : "The replica's owners are asked next.";
}

function undoing({ procedure }: RequestState): string {
  return procedure === 'replicate' ? 'What the request had made is being undone. ' : '';
}

function verdict(state: RequestState, side: Side): string | null {
  const consent = state.consents[side];
  const name = `*${plainWords(subject(state))}*`;
  const of = sidesAsked(state).length === 2 ? ` for the ${side}` : '';
  switch (consent.kind) {
    case 'granted':
      return `${name} was approved${of} by ${mention(consent.approver.user)}, ${when(consent.at)}.`;
    case 'denied':
      return `${name} was denied${of} by ${mention(consent.by.user)}, ${when(consent.at)}. Reason: ${plainWords(consent.reason)}`;
    case 'expired':
      return `${name} has expired: nobody had answered by ${when(consent.at)}.`;
    case 'not-asked':
    case 'asked':
    case 'withdrawn':
      return null;
  }
}
