import { type Plan, procedures, type SetUp } from '../../jobs/plan.ts';
import { commandsOf } from '../../jobs/procedure.ts';
import { preformatted } from './blocks.ts';

/** All commands of a procedure in their order, each with the number of its step. */
export function commandLines(plan: Plan, procedure: SetUp) {
  const lines = procedures[procedure].flatMap(({ name, number }) =>
    commandsOf(name, plan).map((command) => `${number}. ${command}`),
  );
  return preformatted(lines.join('\n'));
}

export function approvalComes(procedure: SetUp): string {
  const next = procedures[procedure].find(({ after }) => after.includes('consent'));
  return `Before step ${next?.number}, an owner of the replica's side has to approve.`;
}
