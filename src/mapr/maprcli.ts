import { z } from 'zod';
import type { Answer, MaprCommand } from './command.ts';
import { judgeJson, unreadable } from './judge.ts';

/**
 * A `maprcli` command that changes something. It has worked if, and only if, the exit code is 0, the reply says
 * `OK`, and there is no `ERROR (n)` line beside it.
 */
export function change(cluster: string, args: readonly string[]): MaprCommand<void> {
  const asked = { program: 'maprcli', args: [...args, '-json'], cluster } as const;
  return {
    ...asked,
    changes: true,
    read(answer) {
      judgeJson(asked, answer);
    },
  };
}

/** A `maprcli` command that lists rows. Fields that `row` does not name are passed over. */
export function look<T>(
  cluster: string,
  args: readonly string[],
  row: z.ZodType<T>,
): MaprCommand<T[]> {
  const asked = { program: 'maprcli', args: [...args, '-json'], cluster } as const;
  return { ...asked, changes: false, read: (answer) => readRows(asked, answer, row) };
}

function readRows<T>(
  asked: Pick<MaprCommand<unknown>, 'program' | 'args' | 'cluster'>,
  answer: Answer,
  row: z.ZodType<T>,
): T[] {
  const { rows } = judgeJson(asked, answer);
  if (rows === null) throw unreadable(asked, answer, 'its reply lacks rows');
  const parsed = z.array(row).safeParse(rows);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === undefined ? '' : `: ${issue.path.join('.')}: ${issue.message}`;
    throw unreadable(asked, answer, `a row of its reply cannot be read${where}`);
  }
  return parsed.data;
}
