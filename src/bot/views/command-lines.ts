import { type Plan, procedures } from '../../jobs/plan.ts';
import { commandsOf } from '../../jobs/procedure.ts';
import { preformatted } from './blocks.ts';

/** All commands of the procedure in their order, each with the number of its step. */
export function commandLines(plan: Plan) {
  const lines = procedures.replicate.flatMap(({ name, number }) =>
    commandsOf(name, plan).map((command) => `${number}. ${command}`),
  );
  return preformatted(lines.join('\n'));
}

export const approvalComes = "Before step 4, an owner of the replica's side has to approve.";
