/** The request's message in the channel: always what is true now. */

import type { KnownBlock, TaskCardBlock } from '@slack/types';
import { rowOf } from '../../jobs/plan.ts';
import { failedStep, type RequestState, rowsOf, type StepState, toUndo } from '../../jobs/state.ts';
import {
  buttons,
  context,
  type Message,
  message,
  preformatted,
  richLine,
  section,
} from './blocks.ts';
import { clip, plainWords } from './escape.ts';
import { details, failureLines, headline } from './status.ts';
import {
  duration,
  mention,
  optionsText,
  paths,
  statusSigns,
  statusWords,
  title,
  when,
} from './words.ts';

export type Layout = 'plan' | 'plain';

export function card(state: RequestState, layout: Layout): Message {
  const { plan, requester, requestedAt, id } = state;
  const options = optionsText(plan.options);
  const asked = `Asked for by ${mention(requester.user)}, ${when(requestedAt)} · request ${id}${options ? ` · ${options}` : ''}`;
  const lines = [...failureLines(state), ...details(state)];
  const text = `Replication of ${title(plan)}: ${headline(state)}. ${[asked, ...lines].join(' ')}`;
  return message(text, [
    section(`*${title(plan)}*\n${paths(plan)}`),
    context(asked),
    ...(layout === 'plan' ? [planBlock(state)] : plainSteps(state)),
    ...(lines.length > 0 ? [section(lines.join('\n'))] : []),
    ...answered(state),
    ...recovery(state),
  ]);
}

function planBlock(state: RequestState): KnownBlock {
  const tasks = rowsOf(state).map(({ name }) => task(state.steps[name]));
  return { type: 'plan', title: headline(state), tasks };
}

function task(step: StepState): TaskCardBlock {
  const { name, status } = step;
  const about = aboutStep(step);
  return {
    type: 'task_card',
    task_id: name,
    title: `${stepTitle(step)}: ${statusWords[status]}`,
    status: taskStatus(status),
    ...(about ? { details: richLine(about) } : {}),
  };
}

function taskStatus(status: StepState['status']): TaskCardBlock['status'] {
  switch (status) {
    case 'pending':
    case 'undone':
      return 'pending';
    case 'running':
    case 'waiting':
      return 'in_progress';
    case 'done':
      return 'complete';
    case 'failed':
    case 'left':
      return 'error';
  }
}

/** For workspaces that do not take the plan block. */
function plainSteps(state: RequestState): KnownBlock[] {
  const lines = rowsOf(state).map(({ name }) => {
    const step = state.steps[name];
    const about = aboutStep(step);
    const words = `${statusSigns[step.status]} ${stepTitle(step)}: *${statusWords[step.status]}*`;
    return about ? `${words} · ${plainWords(about, 160)}` : words;
  });
  return [section(`*${headline(state)}*\n${lines.join('\n')}`)];
}

export function stepTitle({ name }: Pick<StepState, 'name'>): string {
  const { number, title } = rowOf(name);
  return number === null ? title : `${number}. ${title}`;
}

function aboutStep({ status, summary, startedAt, endedAt }: StepState): string | null {
  if (!summary || (status !== 'done' && status !== 'undone')) return null;
  const took = startedAt !== null && endedAt !== null ? ` (${duration(endedAt - startedAt)})` : '';
  return `${clip(summary, 200)}${took}`;
}

/** What the failed command answered, as it answered it. */
function answered(state: RequestState): KnownBlock[] {
  const answer = failedStep(state)?.failure?.answer;
  return answer ? [preformatted(clip(answer, 1_200))] : [];
}

function recovery(state: RequestState): KnownBlock[] {
  const { phase, plan, id, version } = state;
  if (phase !== 'failed' && phase !== 'undo-failed') return [];
  const retry = {
    actionId: 'retry',
    text: 'Retry',
    label: `Retry the failed step of ${title(plan)}`,
    style: 'primary',
  } as const;
  const undoing = toUndo(state).map((name) => rowOf(name).title.toLowerCase());
  const rollback = {
    actionId: 'rollback',
    text: 'Roll back',
    label: `Roll back what was done for ${title(plan)}`,
    style: 'danger',
    confirm: {
      title: 'Roll back this request?',
      text:
        undoing.length > 0
          ? `Undone, in this order: ${undoing.join('; ')}. Data that was copied stays.`
          : 'Nothing was changed, so there is nothing to undo. The request ends.',
      yes: 'Roll back',
      no: 'Leave it',
    },
  } as const;
  return [
    context('The requester and the owners of either side may press.'),
    buttons(`recovery:${id}:${version}`, id, phase === 'failed' ? [retry, rollback] : [retry]),
  ];
}
