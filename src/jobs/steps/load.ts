import { setTimeout as sleep } from 'node:timers/promises';
import { copystream } from '../../mapr/copystream.ts';
import { messagesIn, type Offsets, progress, reached } from '../../mapr/offsets.ts';
import { streamInfo } from '../../mapr/stream-info.ts';
import { topicList } from '../../mapr/topic-list.ts';
import { findUpstream, type UpstreamRow, upstreamList } from '../../mapr/upstream-list.ts';
import { HandedOn, PassingFault, StepFault } from '../faults.ts';
import { isJoin } from '../state.ts';
import type { Step, StepContext, StepResult } from '../step.ts';
import { leaveCopied } from './leave-copied.ts';
import { mustNotMeet } from './meeting.ts';
import { atReplica, replicaStillThere, seen } from './seen.ts';
import { sideBySide } from './side-by-side.ts';

/** Step 6: what the source already holds is copied. A copy that still runs on this host is waited for. */
export const load: Step = { name: 'load', run, undo: leaveCopied };

/** How often the copy is looked at, in milliseconds: each look is one maprcli call and one for each topic. */
const watchMs = 3_000;

/** A run looks at the log each half second; in milliseconds. */
const handOverMs = 2_000;

async function run(context: StepContext): Promise<StepResult> {
  const { source, replica } = context.plan;
  const command = copystream({ source, replica });
  const isMarkedBefore = context.step.mark !== null;
  const mark = await markSource(context);
  const watch = (done: Promise<unknown>) => watchCopy(context, mark, done);
  await handOver(context);
  await context.awaitOrphan(command, watch);
  if (!hasCopied(context)) {
    // Whose offsets were looked up just now is there.
    if (isMarkedBefore) await sourceStillThere(context);
    await replicaFitFor(context);
    await context.actLong(command, watch);
  }
  const [copied, upstreams] = await sideBySide(
    copiedTo(context),
    context.prove(upstreamList(replica)),
  );
  const missing = reached(copied, mark);
  const [first] = missing;
  if (first) {
    throw new PassingFault({
      ...seen(context, command),
      message: `The copy ended well, but ${missing.length} partitions of ${replica} are short of the source: topic ${first.topic}, partition ${first.partition} has offset ${first.have}, not ${first.want}.`,
      remedy:
        'Press Retry to copy again: a second copy completes the first. Where every message of a partition has expired at the source, no copy can reach its offset: write one there, then press Retry. Or Roll back.',
    });
  }
  mustBeTheSame(context, upstreams);
  // The last step tells by it what only replication can have brought.
  await context.mark(copied);
  return {
    kind: 'done',
    summary: `${messagesIn(mark).toLocaleString('en-US')} messages in ${Object.keys(mark).length} topics are at ${replica}.`,
  };
}

/** What others bring into the same replica is none of this copy's. */
async function copiedTo(context: StepContext): Promise<Offsets> {
  if (!isJoin(context.state)) return context.offsets('replica');
  // Those too that came while it copied: what the copy has brought of them proves no replication.
  const topics = await context.look(topicList(context.plan.source));
  return context.offsets('replica', { only: topics.map(({ topic }) => topic) });
}

/**
 * A worker that lost its place (Redis was away, the machine stood still) learns of it from the log,
 * and ends its copy. On another host, nothing but this time keeps ours from running beside it.
 */
async function handOver({ takesOver, signal }: StepContext): Promise<void> {
  if (!takesOver) return;
  await sleep(handOverMs, undefined, { signal }).catch(() => {
    throw new HandedOn();
  });
}

/** Taken once, before the first copy begins: a copy owes what was there then. */
async function markSource(context: StepContext): Promise<Offsets> {
  if (context.step.mark) return context.step.mark;
  const mark = await context.offsets('source');
  await context.mark(mark);
  return mark;
}

/** @throws StepFault */
async function sourceStillThere(context: StepContext): Promise<void> {
  const { source } = context.plan;
  const look = streamInfo(source);
  if (await context.look(look)) return;
  throw new StepFault({
    ...seen(context, look),
    message: `${source} is not there any more: somebody has deleted it.`,
    remedy: 'Find out who, and why. Then press Roll back.',
  });
}

/**
 * Where the stream is missing, copystream makes one, unregistered and unauthorized ("HPE 8.0, mapr
 * copystream"); where it holds messages, it writes over those of the same offsets.
 * @throws StepFault
 */
async function replicaFitFor(context: StepContext): Promise<void> {
  const { source, replica } = context.plan;
  if (isJoin(context.state)) {
    await replicaStillThere(context);
    return mustNotMeet(context);
  }
  if (context.step.effect !== 'none') {
    await replicaStillThere(context);
    return;
  }
  const messages = messagesIn(await atReplica(context, () => context.offsets('replica')));
  if (messages === 0) return;
  throw new StepFault({
    ...seen(context, topicList(replica)),
    message: `${replica} holds ${messages.toLocaleString('en-US')} messages before anything was copied, so somebody else writes to it. A copy would write over them, and nothing was copied.`,
    remedy: `Find out who writes to it: what is replicated from ${source} takes the same offsets. Have its topics deleted, then press Retry; or Roll back, and ask for another path.`,
  });
}

/**
 * Between the look and the copy, the replica can have been deleted: the copy then made another
 * stream of that name, which lists no upstream.
 * @throws StepFault
 */
function mustBeTheSame(context: StepContext, upstreams: readonly UpstreamRow[]): void {
  const { source, replica } = context.plan;
  if (findUpstream(upstreams, source)) return;
  throw new StepFault({
    ...seen(context, upstreamList(replica)),
    message: `${replica} is not the stream that was authorized: it lists ${source} no longer as its upstream. It was deleted, and made anew by the copy; or somebody has removed the entry.`,
    remedy: 'Find out who, and why. Then press Roll back, and ask again.',
  });
}

/**
 * Only a copy that was seen to end well counts, and only since the last Retry. One whose end
 * nobody saw is run again: its rows are keyed by topic, partition and offset, so nothing doubles.
 */
function hasCopied({ step }: StepContext): boolean {
  const since = step.triedSince ?? 0;
  return step.commands.some(({ purpose, ok, at }) => purpose === 'act' && ok && at >= since);
}

/** copystream tells nothing of its progress; the replica's offsets do (sheet, 3.1). */
async function watchCopy(
  context: StepContext,
  mark: Offsets,
  done: Promise<unknown>,
): Promise<void> {
  const total = messagesIn(mark);
  const ended = new AbortController();
  const end = () => ended.abort();
  done.then(end, end);
  const rest = () => sleep(watchMs, undefined, { signal: ended.signal }).catch(() => undefined);
  // Of a copy that is short, nobody would see it: no look is spent on that.
  await rest();
  let bytes: number | null = null;
  let shown = -1;
  while (!ended.signal.aborted) {
    bytes ??= await size(context);
    const share = await shareCopied(context, mark);
    const percent = share === null ? shown : Math.floor(share * 100);
    if (share !== null && percent !== shown) {
      await context.progress({ done: Math.round(share * total), total, bytes: bytes ?? 0 });
      shown = percent;
    }
    await rest();
  }
}

/** A look at the progress that fails is no fault of the copy's. */
async function shareCopied(context: StepContext, mark: Offsets): Promise<number | null> {
  try {
    const only = isJoin(context.state) ? Object.keys(mark) : undefined;
    return progress(await context.offsets('replica', { quiet: true, only }), mark);
  } catch {
    return null;
  }
}

async function size(context: StepContext): Promise<number | null> {
  try {
    return (await context.look(streamInfo(context.plan.source)))?.logicalsize ?? null;
  } catch {
    return null;
  }
}
