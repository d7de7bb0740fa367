import type { MaprCommand } from './command.ts';
import { judge } from './judge.ts';
import type { Pair } from './pair.ts';
import { clusterOf } from './path.ts';

/**
 * Copies all messages, with their topics, partitions and offsets; takes hours if there are many. Creates the replica
 * if it is missing, so see that it exists first. What it prints is not documented: exit code 0 is done, and only
 * the offsets on both sides prove it ("HPE 8.0, mapr copystream").
 */
export function copystream({ source, replica }: Pair): MaprCommand<void> {
  const args = ['copystream', '-src', source, '-dst', replica];
  const asked = { program: 'mapr', args, cluster: clusterOf(source) } as const;
  return {
    ...asked,
    changes: true,
    read(answer) {
      judge(asked, answer);
    },
  };
}
