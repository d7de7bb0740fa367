/** A reply of the thread: one step, with its commands as one would type them and what they answered. */

import type { KnownBlock } from '@slack/types';
import type { RequestState, StepState } from '../../jobs/state.ts';
import { essence } from './answer.ts';
import { context, folded, type Message, message, preformatted, section } from './blocks.ts';
import type { Layout } from './card.ts';
import { clip, code, plainWords } from './escape.ts';
import { subject } from './procedure-words.ts';
import { stepTitle, stepWords } from './step-words.ts';
import { duration, when } from './words.ts';

/** The most commands that a reply shows; the last ones, as these tell how it ended. */
const mostCommands = 8;
/** More lines than these are folded, where nothing has failed. */
const mostLines = 12;
/** Together, in characters: a message's blocks have to stay within 9,000 bytes. */
const mostOutput = 3_200;

export function stepReply(state: RequestState, step: StepState, layout: Layout): Message {
  const { words, sign } = stepWords(state, step);
  const summary = plainWords(summaryOf(step), 900);
  const name = stepTitle(state, step.name);
  const text = `${plainWords(subject(state))}, ${name}: ${words}. ${summary}`;
  return message(text.trim(), [
    section(`${sign} *${name}*: ${words}${summary ? `\n${summary}` : ''}`),
    ...findings(step),
    ...transcript(step, layout),
    ...footer(step),
  ]);
}

function summaryOf({ failure, left, summary }: StepState): string {
  if (failure) return `${failure.message} ${failure.remedy}`;
  return left?.why ?? summary ?? '';
}

function findings({ findings }: StepState): KnownBlock[] {
  if (findings.length === 0) return [];
  const lines = findings.map(({ ok, what, remedy }) => {
    const said = `${ok ? '● Fine' : '✕ In the way'}: ${plainWords(what, 240)}`;
    return remedy && !ok ? `${said} What to do: ${plainWords(remedy, 240)}` : said;
  });
  return [section(lines.join('\n'))];
}

function transcript({ commands, failure }: StepState, layout: Layout): KnownBlock[] {
  const shown = commands.slice(-mostCommands);
  if (shown.length === 0) return [];
  const each = Math.floor(mostOutput / shown.length);
  const lines = shown.map(({ command, answer, exitCode, ok, purpose }) => {
    const but = exitCode === 0 ? ', but not an answer that says so' : '';
    const end = ok && exitCode === 0 ? '' : `\n(exit code ${exitCode ?? 'unknown'}${but})`;
    const said = essence(answer, purpose === 'look' || purpose === 'prove');
    return `$ ${command}${said ? `\n${clip(said, Math.max(each - command.length, 80))}` : ''}${end}`;
  });
  const left = commands.length - shown.length;
  const earlier = left === 1 ? '1 earlier command is' : `${left} earlier commands are`;
  const note = left > 0 ? [context(`${earlier} left out here; the log has them all.`)] : [];
  const text = clip(lines.join('\n\n'), mostOutput + 400);
  const isLong = text.split('\n').length > mostLines;
  if (!isLong || failure || layout === 'plain') return [...note, preformatted(text)];
  return [
    ...note,
    folded(
      shown.length === 1
        ? 'The command and its answer'
        : `${shown.length} commands and their answers`,
      text,
    ),
  ];
}

function footer(step: StepState): KnownBlock[] {
  const { status, startedAt, endedAt, worker, left } = step;
  const timed = status === 'done' && startedAt !== null && endedAt !== null;
  const took = timed ? `took ${duration(endedAt - startedAt)}` : '';
  const at = endedAt === null ? '' : when(endedAt);
  // The log has the process; people want to know the host.
  const host = worker?.replace(/\/\d+$/, '');
  const where = host ? `on ${plainWords(host, 80)}` : '';
  const line = [at, took, where].filter(Boolean).join(' · ');
  return [
    ...(left ? [section(`Yours to decide: ${code(left.command)}`)] : []),
    ...(line ? [context(line)] : []),
  ];
}
