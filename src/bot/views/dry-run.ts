import { setUpOf } from '../../jobs/plan.ts';
import { failedStep, type RequestState } from '../../jobs/state.ts';
import { context, header, type Message, message, section } from './blocks.ts';
import { approvalComes, commandLines } from './command-lines.ts';
import { plainWords } from './escape.ts';
import { findingsOf } from './status.ts';
import { title } from './words.ts';

/** `/replicate plan`: the exact commands and what the looks found. Null until both have been made. */
export function renderDryRun(state: RequestState): Message | null {
  if (state.phase !== 'ended' && state.phase !== 'failed') return null;
  const findings = findingsOf(state);
  const against = findings.filter(({ ok }) => !ok);
  const failed = failedStep(state)?.failure;
  const verdict = failed
    ? `${plainWords(failed.cluster)} could not be asked: ${plainWords(failed.message)} What to do: ${plainWords(failed.remedy)}`
    : against.length > 0
      ? `As things are, it would be refused: ${against.length} of ${findings.length} findings are in the way.`
      : 'Nothing stands in the way.';
  const procedure = setUpOf(state.procedure) ?? 'replicate';
  const lines = findings.map(({ ok, what, remedy }) =>
    `${ok ? '● Fine' : '✕ In the way'}: ${plainWords(what, 300)} ${ok ? '' : plainWords(remedy ?? '', 300)}`.trim(),
  );
  return message(`The plan for ${plainWords(title(state.plan))}. ${verdict} Nothing was changed.`, [
    header(`Plan: ${title(state.plan)}`),
    section([verdict, ...lines].join('\n')),
    commandLines(state.plan, procedure),
    context(`Nothing was changed. ${approvalComes(procedure)}`),
  ]);
}
