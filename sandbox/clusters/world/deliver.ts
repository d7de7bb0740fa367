import { sliceBatch } from './batches.ts';
import { putMessages } from './messages.ts';
import { obstacleTo } from './obstacles.ts';
import { streamAt } from './streams.ts';
import { copyTopics } from './topics.ts';
import type { Replica, Stream, World } from './types.ts';

/** Lets the backlog of a replica flow for `elapsed` ms, if it can. */
export function deliver(world: World, source: Stream, replica: Replica, elapsed: number): void {
  const target = streamAt(world, replica);
  const flows =
    !replica.paused &&
    replica.state === 'REPLICA_STATE_REPLICATING' &&
    obstacleTo(world, source, replica) === undefined;
  if (!flows || target === undefined) {
    replica.credit = 0;
    replica.drainBy = null;
    return;
  }
  copyTopics(source, target);
  send(replica, target, budget(world, replica, elapsed));
  if (replica.pending.length === 0) replica.drainBy = null;
}

/** How many messages may go now: by the rate, or all of them once `drainWithinMs` is over. */
function budget(world: World, replica: Replica, elapsed: number): number {
  const { messagesPerSecond, drainWithinMs } = world.settings;
  if (drainWithinMs !== null && replica.pending.length > 0) {
    replica.drainBy ??= world.now + drainWithinMs;
    if (world.now >= replica.drainBy) return Number.POSITIVE_INFINITY;
  }
  const credit = replica.credit + (elapsed * messagesPerSecond) / 1000;
  const whole = Math.floor(credit);
  replica.credit = replica.pending.length === 0 ? 0 : credit - whole;
  return whole;
}

function send(replica: Replica, target: Stream, most: number): void {
  let left = most;
  while (left > 0) {
    const batch = replica.pending.shift();
    if (batch === undefined) return;
    const { topic, partition, ...messages } = batch;
    const last = Math.min(batch.to, batch.from + left - 1);
    const sent = sliceBatch(messages, batch.from, last);
    const rest = sliceBatch(batch, last + 1, batch.to);
    if (sent !== undefined) putMessages(target, topic, partition, sent);
    if (rest !== undefined) replica.pending.unshift(rest);
    left -= last - batch.from + 1;
  }
}
