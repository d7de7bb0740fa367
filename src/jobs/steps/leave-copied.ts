import { streamInfo } from '../../mapr/stream-info.ts';
import { topicList } from '../../mapr/topic-list.ts';
import type { StepContext, UndoResult } from '../step.ts';

/**
 * What was copied into a stream that others feed as well stays there: topics are not this request's to delete, as nobody can
 * tell who else has written into them since. People are told which they are.
 */
export async function leaveCopied(context: StepContext): Promise<UndoResult> {
  const { replica } = context.plan;
  const copied = Object.keys(context.step.mark ?? {});
  const there = (await context.look(streamInfo(replica)))
    ? (await context.look(topicList(replica))).map(({ topic }) => topic)
    : [];
  const [first, ...more] = copied.filter((topic) => there.includes(topic));
  if (first === undefined) return { kind: 'undone', summary: `Nothing was copied to ${replica}.` };
  const each = more.length > 0 ? ' The same goes for each of them.' : '';
  return {
    kind: 'left',
    why: `${replica} keeps what was copied into it, topics ${[first, ...more].join(', ')}: others may have written there since, so the bot deletes none of it.${each}`,
    command: `maprcli stream topic delete -path ${replica} -topic ${first}`,
  };
}
