import type { RequestState } from '../../jobs/state.ts';
import { type Message, textMessage } from './blocks.ts';
import { plainWords } from './escape.ts';
import { mention, title, when } from './words.ts';

/** A reply of the thread that tells the requester, with a mention, that it goes on. Any other answer ends the request, and is told at its end. */
export function approved(state: RequestState): Message | null {
  const { consent, requester } = state;
  if (consent.kind !== 'granted') return null;
  return textMessage(
    `${mention(requester.user)} ${verdict(state)} It goes on by itself from here.`,
  );
}

/** To the requester alone: what came of the consent. Null as long as there is nothing to tell. */
export function decision(state: RequestState): { at: number; message: Message } | null {
  const { consent, channel } = state;
  const said = verdict(state);
  if (said === null || consent.kind === 'not-asked') return null;
  const next =
    consent.kind === 'granted'
      ? 'It goes on by itself.'
      : 'What the request had made is being undone. Before you ask again, speak with the owners of the other side.';
  return {
    at: consent.at,
    message: textMessage(`${said} ${next} The thread is in <#${channel}>.`),
  };
}

function verdict({ consent, plan }: RequestState): string | null {
  const name = `*${plainWords(title(plan))}*`;
  switch (consent.kind) {
    case 'granted':
      return `${name} was approved by ${mention(consent.approver.user)}, ${when(consent.at)}.`;
    case 'denied':
      return `${name} was denied by ${mention(consent.by.user)}, ${when(consent.at)}. Reason: ${plainWords(consent.reason)}`;
    case 'expired':
      return `${name} has expired: nobody had answered by ${when(consent.at)}.`;
    case 'not-asked':
    case 'asked':
    case 'withdrawn':
      return null;
  }
}
