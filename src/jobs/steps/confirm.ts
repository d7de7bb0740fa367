import { setTimeout as sleep } from 'node:timers/promises';
import { show } from '../../mapr/command.ts';
import { messagesIn, type Offsets, reached } from '../../mapr/offsets.ts';
import { clusterOf } from '../../mapr/path.ts';
import { findReplica, replicaList } from '../../mapr/replica-list.ts';
import { HandedOn, StepFault } from '../faults.ts';
import type { Step, StepContext, StepResult } from '../step.ts';

/**
 * Step 8: seven green steps can still move no data (sheet, 4.1), so this one waits until the
 * replica has what the source had after the resume, and until two looks a while apart find no error.
 */
export const confirm: Step = { name: 'confirm', run };

/** The first wait, doubled each time up to the longest; milliseconds. */
const shortest = 1_000;
const longest = 30_000;

async function run(context: StepContext): Promise<StepResult> {
  const mark = await markSource(context);
  const first = await whatIsMissing(context, mark);
  if (first) return waitOrFail(context, first);
  await settle(context);
  const second = await rowTrouble(context);
  if (second) return waitOrFail(context, second);
  return { kind: 'done', summary: summary(context, mark) };
}

async function markSource(context: StepContext): Promise<Offsets> {
  if (context.step.mark) return context.step.mark;
  const mark = await context.offsets('source');
  await context.mark(mark);
  return mark;
}

async function whatIsMissing(context: StepContext, mark: Offsets): Promise<string | null> {
  const trouble = await rowTrouble(context);
  if (trouble) return trouble;
  const [short] = reached(await context.offsets('replica'), mark);
  if (!short) return null;
  const { topic, partition, have, want } = short;
  return `messages to arrive: topic ${topic}, partition ${partition} is at offset ${have} of ${want}`;
}

/** What the source's own row says against it, or null. `isUptodate` is no witness: it can be true before anything moved. */
async function rowTrouble(context: StepContext): Promise<string | null> {
  const { source, replica } = context.plan;
  const command = replicaList(source);
  const row = findReplica(await context.prove(command), replica);
  if (!row) throw fault(context, `${source} no longer lists ${replica} as a replica.`);
  if (row.paused) throw fault(context, `${replica} has been paused again by somebody else.`);
  if (row.errors) return `${row.errors.Code}: ${row.errors.Msg}`;
  if (row.replicaState !== 'REPLICA_STATE_REPLICATING') {
    return `the state REPLICA_STATE_REPLICATING; it is ${row.replicaState ?? 'not told'}`;
  }
  return null;
}

function waitOrFail(context: StepContext, what: string): StepResult {
  const { step, timing } = context;
  const since = step.triedSince ?? Date.now();
  const left = since + timing.confirmMs - Date.now();
  if (left <= 0) {
    throw fault(context, `Replication is set up but does not work: waited in vain for ${what}.`);
  }
  const ms = Math.min(shortest * 2 ** step.waits, longest, left);
  return { kind: 'wait', why: what, ms };
}

async function settle({ timing, signal }: StepContext): Promise<void> {
  await sleep(timing.settleMs, undefined, { signal }).catch(() => {
    throw new HandedOn();
  });
}

/** Since the end of the copy, the source may have written nothing at all. */
function summary({ state, plan }: StepContext, mark: Offsets): string {
  const copied = state.steps.load.mark ?? {};
  const moved = reached(copied, mark).length > 0;
  const all = `${messagesIn(mark).toLocaleString('en-US')} messages`;
  return moved
    ? `Messages arrive: ${plan.replica} has all ${all} that the source had after the resume.`
    : `Replicating without errors; the source has written nothing since the load, so nothing had to move yet (${all} on either side).`;
}

function fault({ plan }: StepContext, message: string): StepFault {
  return new StepFault({
    message,
    cluster: clusterOf(plan.source),
    command: show(replicaList(plan.source)),
    answer: null,
    remedy: 'Mend what it names (gateways, licence, permissions), then press Retry; or Roll back.',
  });
}
