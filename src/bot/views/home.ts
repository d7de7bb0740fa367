/** The App Home of one person: what waits for them, what they asked for, what runs, what replicates. */

import type { KnownBlock } from '@slack/types';
import { askedSide, type RequestState, sidesAsked } from '../../jobs/state.ts';
import type { Unread } from '../../jobs/unread.ts';
import { consentButtons } from './approval.ts';
import { buttons, context, header, openFormAction, section } from './blocks.ts';
import { clip, code, plainWords } from './escape.ts';
import { askedWith, flowWords, proofs, subject } from './procedure-words.ts';
import { copyUnderWay, progressLine } from './progress.ts';
import { recoveryButtons } from './recovery.ts';
import { failureLines, headline } from './status.ts';
import { mention, paths, unreadWords, when } from './words.ts';

export interface HomeRow {
  readonly state: RequestState;
  /** Where its thread is; null where it is not there yet. */
  readonly link: string | null;
}

/** In place of one whose log cannot be read. */
export interface UnreadRow {
  readonly request: string;
  readonly unread: Unread;
  readonly link: string | null;
}

export interface HomeShelf {
  readonly rows: readonly (HomeRow | UnreadRow)[];
  /** Whether there are more than these. */
  readonly more: boolean;
}

/** What a person's home shows. `waits`: only what this person may decide on. */
export type HomeContent = Readonly<Record<'waits' | 'asked' | 'runs' | 'replicates', HomeShelf>>;

/** What Slack is given for it. */
export interface Home {
  readonly type: 'home';
  readonly blocks: KnownBlock[];
}

/** What stands in place of lists for somebody who may not use the app, in words. */
export function closedHome(why: string): Home {
  return { type: 'home', blocks: [header('Replicate'), section(plainWords(why))] };
}

export function home({ waits, asked, runs, replicates }: HomeContent): Home {
  return {
    type: 'home',
    blocks: [
      section(
        `Sets up the replication of streams, with both owners' consent. ${code('/replicate help')} in a channel tells the rest.`,
      ),
      buttons('home:form', 'form', [
        {
          actionId: openFormAction,
          text: 'Replicate a stream',
          label: 'Open the form to replicate a stream',
          style: 'primary',
        },
      ]),
      ...shelf('Waits for you', waits, 'Nothing waits for you.', waiting),
      ...shelf('You asked for', asked, 'You have asked for nothing yet.', own),
      ...shelf('Under way', runs, 'Nothing else is under way on your streams.', line),
      ...shelf('Replicating', replicates, 'Nothing has been set up on your streams yet.', set),
    ],
  };
}

function shelf(
  heading: string,
  { rows, more }: HomeShelf,
  empty: string,
  show: (row: HomeRow) => KnownBlock[],
): KnownBlock[] {
  const count = rows.length === 0 ? '' : ` (${rows.length}${more ? ' newest' : ''})`;
  return [
    { type: 'divider' },
    header(`${heading}${count}`),
    ...(rows.length === 0
      ? [context(empty)]
      : rows.flatMap((row) => ('unread' in row ? [section(unread(row))] : show(row)))),
  ];
}

/** What this person may press, and what they ought to know before. */
function waiting(row: HomeRow): KnownBlock[] {
  const { state } = row;
  const { requester } = state;
  const side = askedSide(state);
  const consent = side && state.consents[side];
  const options = askedWith(state);
  const from = `${mention(requester.user)} asked for it ${when(state.requestedAt)}${options ? ` · ${options}` : ''}`;
  if (side && consent?.kind === 'asked') {
    const by = `Approve or deny it by ${when(consent.expires)}.`;
    return [section(about(row, [from, by])), consentButtons(state, side, 'home')];
  }
  const failed = failureLines(state).map((each) => clip(each, 600));
  return [section(about(row, [from, ...failed])), recoveryButtons(state, 'home')];
}

/** Who asked is who reads it. */
function own(row: HomeRow): KnownBlock[] {
  const { state } = row;
  return [
    section(
      about(row, [`${headline(state)}. Asked for ${when(state.requestedAt)}.`, ...bar(state)]),
    ),
  ];
}

function line(row: HomeRow): KnownBlock[] {
  const { state } = row;
  const since = `Asked for by ${mention(state.requester.user)}, ${when(state.requestedAt)}.`;
  return [section(about(row, [`${headline(state)}. ${since}`, ...bar(state)]))];
}

/** Of the copy, while it runs. */
function bar(state: RequestState): string[] {
  const copy = copyUnderWay(state);
  const line = state.phase === 'running' && copy?.status === 'running' && progressLine(copy);
  return line ? [line] : [];
}

function set(row: HomeRow): KnownBlock[] {
  const { consents, endedAt, requester } = row.state;
  const approvers = sidesAsked(row.state).flatMap((side) => {
    const consent = consents[side];
    return consent.kind === 'granted' ? [mention(consent.approver.user)] : [];
  });
  const approved = approvers.length > 0 ? `, approved by ${approvers.join(' and ')}` : '';
  const by = `Set up ${when(endedAt ?? 0)}; asked for by ${mention(requester.user)}${approved}.`;
  const proven = proofs(row.state).map((proof) => plainWords(proof, 300));
  return [section(about(row, [by, ...proven]))];
}

function unread({ request, unread, link }: UnreadRow): string {
  return `${code(request)}${threadLink(link)}\n${unreadWords[unread]}`;
}

function about({ state, link }: HomeRow, lines: readonly string[]): string {
  return [
    `*${plainWords(subject(state))}*${threadLink(link)}`,
    `${paths(state.plan)}${flowWords(state)}`,
    ...lines,
  ].join('\n');
}

function threadLink(link: string | null): string {
  return link === null ? '' : ` · <${link}|Thread>`;
}
