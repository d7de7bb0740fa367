/** The request's message in the channel: always what is true now. */

import type { KnownBlock, TaskCardBlock } from '@slack/types';
import { failedStep, type RequestState, rowsOf, type StepState } from '../../jobs/state.ts';
import { essence } from './answer.ts';
import { context, type Message, message, preformatted, richLine, section } from './blocks.ts';
import { clip, plainWords } from './escape.ts';
import { askedWith, flowWords, proofs, subject, undertaking } from './procedure-words.ts';
import { recovery } from './recovery.ts';
import { details, failureLines, headline } from './status.ts';
import { stepTitle, stepWords } from './step-words.ts';
import { duration, mention, paths, when } from './words.ts';

export type Layout = 'plan' | 'plain';

export function card(state: RequestState, layout: Layout): Message {
  const { plan, requester, requestedAt, id } = state;
  const options = askedWith(state);
  const asked = `Asked for by ${mention(requester.user)}, ${when(requestedAt)} · request ${plainWords(id)}${options ? ` · ${options}` : ''}`;
  const lines = [...failureLines(state), ...details(state)];
  const name = plainWords(subject(state));
  const text = `${plainWords(undertaking(state))}: ${headline(state)}. ${[`${asked}.`, ...lines].join(' ')}`;
  return message(text, [
    section(`*${name}*\n${paths(plan)}${flowWords(state)}`),
    context(asked),
    ...steps(state, layout),
    ...(lines.length > 0 ? [section(lines.join('\n'))] : []),
    ...answered(state),
    ...changesMade(state),
    ...recovery(state),
  ]);
}

/** What was set up stays in the channel for years: its steps are in the thread. */
function steps(state: RequestState, layout: Layout): KnownBlock[] {
  if (state.outcome === 'done') {
    const words = [`● *${headline(state)}*`, ...proofs(state).map((proof) => plainWords(proof))];
    return [section(words.join('\n'))];
  }
  return layout === 'plan' ? [planBlock(state)] : plainSteps(state);
}

function planBlock(state: RequestState): KnownBlock {
  const tasks = rowsOf(state).map(({ name }) => task(state, state.steps[name]));
  return { type: 'plan', title: headline(state), tasks };
}

function task(state: RequestState, step: StepState): TaskCardBlock {
  const { words, task: status } = stepWords(state, step);
  const about = aboutStep(step);
  return {
    type: 'task_card',
    task_id: step.name,
    title: `${stepTitle(state, step.name)}: ${words}`,
    status,
    ...(about ? { details: richLine(about) } : {}),
  };
}

/** For workspaces that do not take the plan block. */
function plainSteps(state: RequestState): KnownBlock[] {
  const lines = rowsOf(state).map(({ name }) => {
    const step = state.steps[name];
    const { words, sign } = stepWords(state, step);
    const about = aboutStep(step);
    const line = `${sign} ${stepTitle(state, name)}: *${words}*`;
    return about ? `${line} · ${plainWords(about, 200)}` : line;
  });
  return [section(`*${headline(state)}*\n${lines.join('\n')}`)];
}

/** What came of a step that is over, and how long it took. */
function aboutStep({ status, summary, left, startedAt, endedAt }: StepState): string | null {
  const said = left?.why ?? summary;
  if (!said || status === 'pending' || status === 'running' || status === 'waiting') return null;
  const timed = status === 'done' && startedAt !== null && endedAt !== null;
  return `${clip(said, 180)}${timed ? ` (${duration(endedAt - startedAt)})` : ''}`;
}

/** Of one among several no step has a reply of its own: what it changed stands on its card. */
function changesMade(state: RequestState): KnownBlock[] {
  if (state.batch.length === 0) return [];
  const lines = rowsOf(state).flatMap(({ name }) =>
    state.steps[name].commands.flatMap(({ purpose, command, ok }) =>
      purpose === 'act' || purpose === 'undo' ? [`${ok ? '●' : '✕'} ${command}`] : [],
    ),
  );
  return lines.length > 0 ? [preformatted(lines.join('\n'))] : [];
}

/** What the failed command answered, as it answered it. */
function answered(state: RequestState): KnownBlock[] {
  const answer = failedStep(state)?.failure?.answer;
  return answer ? [preformatted(clip(essence(answer, true), 1_200))] : [];
}
