/** The message of a batch in the channel, and the last one of its thread. */

import type { KnownBlock } from '@slack/types';
import { askedSide, isStopped, type RequestState } from '../../../jobs/state.ts';
import type { Unread } from '../../../jobs/unread.ts';
import { context, type Message, message, section, textMessage } from '../blocks.ts';
import { code, plainWords } from '../escape.ts';
import { askedWith, doneWords } from '../procedure-words.ts';
import { copyUnderWay } from '../progress.ts';
import { headline } from '../status.ts';
import { mention, unreadWords, when } from '../words.ts';
import { batchTitle, nameAmong } from './words.ts';

/** So many lines fit into one section of Slack's. */
const linesInSection = 10;

/** One of a batch whose log cannot be read. */
export interface UnreadMember {
  readonly request: string;
  readonly unread: Unread;
}

export function batchCard(
  states: readonly RequestState[],
  unread: readonly UnreadMember[] = [],
): Message {
  const [first] = states;
  if (!first) return textMessage('There is nothing to tell of these requests.');
  const name = batchTitle(states);
  const options = askedWith(first);
  const asked = `Asked for by ${mention(first.requester.user)}, ${when(first.requestedAt)}${options ? ` · ${options}` : ''}`;
  const tally = counts(states);
  const lines = [...states.map((state) => line(states, state)), ...unread.map(unreadLine)];
  const text = `Replication of ${plainWords(name)}. ${tally}. ${asked}.`;
  return message(text, [
    section(`*${plainWords(name)}*\n${tally}`),
    context(asked),
    ...inSections(lines),
    context('Each is a request of its own: its steps, and its buttons, are in the thread.'),
  ]);
}

function inSections(lines: readonly string[]): KnownBlock[] {
  const count = Math.ceil(lines.length / linesInSection);
  return Array.from({ length: count }, (_, index) =>
    section(lines.slice(index * linesInSection, (index + 1) * linesInSection).join('\n')),
  );
}

function line(states: readonly RequestState[], state: RequestState): string {
  const { kind, sign } = standing(state);
  const words = kind === 'runs' ? runningWords(state) : headline(state);
  return `${sign} ${code(nameAmong(states, state, 80))}: *${words}*`;
}

function unreadLine({ request, unread }: UnreadMember): string {
  return `? ${code(request)}: ${unreadWords[unread]}`;
}

function runningWords(state: RequestState): string {
  const { progress } = copyUnderWay(state) ?? {};
  if (!progress || !(progress.total > 0)) return headline(state);
  const share = Math.min(Math.max(progress.done / progress.total, 0), 1);
  return `${headline(state)}, ${Math.floor(share * 100)} %`;
}

/** Where one of them stands, as they are counted. */
const kinds = ['done', 'runs', 'waits', 'undoing', 'stopped', 'over'] as const;
type Kind = (typeof kinds)[number];

function standing(state: RequestState): { kind: Kind; sign: string } {
  const { phase, outcome } = state;
  if (phase === 'ended') {
    return outcome === 'done' ? { kind: 'done', sign: '●' } : { kind: 'over', sign: '✕' };
  }
  if (isStopped(state)) return { kind: 'stopped', sign: '✕' };
  if (phase === 'undoing') return { kind: 'undoing', sign: '↺' };
  return askedSide(state) ? { kind: 'waits', sign: '◔' } : { kind: 'runs', sign: '◐' };
}

const countWords: Readonly<Record<Exclude<Kind, 'done'>, string>> = {
  runs: 'under way',
  waits: 'waiting for an approval',
  undoing: 'being undone',
  stopped: 'stopped, waiting for people',
  over: 'ended otherwise',
};

/** `8 replicating · 1 stopped, waiting for people`. */
function counts(states: readonly RequestState[]): string {
  return kinds
    .flatMap((kind) => {
      const those = states.filter((state) => standing(state).kind === kind);
      if (those.length === 0) return [];
      const words = kind === 'done' ? 'replicating' : countWords[kind];
      return [`*${those.length}* ${words}`];
    })
    .join(' · ');
}

/** Once all of them have ended: tells the requester, with a mention, how each of them has. */
export function batchOutcome(states: readonly RequestState[]): Message | null {
  const [first] = states;
  if (!first || states.some(({ phase }) => phase !== 'ended')) return null;
  const groups = new Map<string, RequestState[]>();
  for (const state of states) {
    const how = state.outcome === 'done' ? doneWords(state) : headline(state);
    groups.set(how, [...(groups.get(how) ?? []), state]);
  }
  const lines = [...groups].map(
    ([how, those]) =>
      `*${how}* (${those.length}): ${those.map((state) => code(nameAmong(states, state, 60))).join(', ')}`,
  );
  const name = plainWords(batchTitle(states));
  return textMessage([`${mention(first.requester.user)} ${name}`, ...lines].join('\n'));
}
