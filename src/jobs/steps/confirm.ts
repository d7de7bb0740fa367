import { setTimeout as sleep } from 'node:timers/promises';
import { type MaprCommand, show } from '../../mapr/command.ts';
import { gatewayResolve } from '../../mapr/gateway-resolve.ts';
import { messagesIn, type Offsets, reached } from '../../mapr/offsets.ts';
import { clusterOf } from '../../mapr/path.ts';
import { findReplica, replicaList } from '../../mapr/replica-list.ts';
import { replicaResume } from '../../mapr/replica-resume.ts';
import { topicList } from '../../mapr/topic-list.ts';
import { findUpstream, upstreamList } from '../../mapr/upstream-list.ts';
import { HandedOn, StepFault } from '../faults.ts';
import { isBack } from '../plan-row.ts';
import { isProvenBack, isProvenByMessages } from '../proof.ts';
import type { Step, StepContext, StepResult } from '../step.ts';
import { seen } from './seen.ts';
import { sideBySide } from './side-by-side.ts';

/**
 * Step 8: seven green steps can still move no data (sheet, 4.1), so this one waits until the
 * replica has what the source had after the resume, and until two looks a while apart find no error.
 * The bot writes no message of its own into anybody's stream. Where the source has written nothing
 * by then, all that can be had instead is looked at, and the summary says that no message proves it.
 */
export const confirm: Step = { name: 'confirm', run };

/** What has to hold and does not yet, and the look that found it. */
interface Trouble {
  readonly what: string;
  readonly by: MaprCommand<unknown>;
}

/** The first wait, doubled each time up to the longest; milliseconds. */
const shortest = 1_000;
const longest = 30_000;

async function run(context: StepContext): Promise<StepResult> {
  if (!context.step.mark) await context.mark(await context.offsets('source'));
  const [first] = troubles(await sideBySide(rowTrouble(context), whatIsMissing(context)));
  if (first) return waitOrFail(context, first);
  await settle(context);
  const [second] = troubles(await sideBySide(rowTrouble(context), whatStillCounts(context)));
  if (second) return waitOrFail(context, second);
  return { kind: 'done', summary: summary(context) };
}

function troubles(found: readonly (Trouble | null)[]): readonly Trouble[] {
  return found.filter((each) => each !== null);
}

/** What the source's own row says against it. `isUptodate` is no witness: it can be true before anything moved. */
async function rowTrouble(context: StepContext): Promise<Trouble | null> {
  const { source, replica } = context.plan;
  const by = replicaList(source);
  const row = findReplica(await context.prove(by), replica);
  if (!row) {
    throw new StepFault({
      ...seen(context, by),
      message: `${source} no longer lists ${replica} as a replica.`,
      remedy: 'Find out who removed it. Then press Roll back, and ask again.',
    });
  }
  if (row.paused) {
    throw new StepFault({
      ...seen(context, by),
      message: `${replica} has been paused again by somebody else.`,
      remedy: `Find out why. Have it resumed (${show(replicaResume(context.plan))}), then press Retry; or Roll back.`,
    });
  }
  if (row.errors) return { what: `${row.errors.Code}: ${row.errors.Msg}`, by };
  if (row.replicaState === 'REPLICA_STATE_REPLICATING') return null;
  const what = `the state REPLICA_STATE_REPLICATING; it is ${row.replicaState ?? 'not told'}`;
  return { what, by };
}

async function whatIsMissing(context: StepContext): Promise<Trouble | null> {
  const { replica } = context.plan;
  const mark = context.step.mark ?? {};
  // Of a replica that others feed too, the source's topics alone are asked for.
  const [short] = reached(await context.offsets('replica', { only: Object.keys(mark) }), mark);
  if (!short) return null;
  const { topic, partition, have, want } = short;
  return {
    what: `messages to arrive: topic ${topic}, partition ${partition} is at offset ${have} of ${want}`,
    by: topicList(replica),
  };
}

/**
 * As long as no message proves it, the source is looked at again: what it has written meanwhile has
 * to arrive. Where it has stayed silent, the links of the chain are looked at one by one.
 */
async function whatStillCounts(context: StepContext): Promise<Trouble | null> {
  if (isProven(context)) return null;
  const [now, trouble] = await sideBySide(context.offsets('source'), linkTrouble(context));
  if (reached(context.step.mark ?? {}, now).length === 0) return trouble;
  await context.mark(now);
  return whatIsMissing(context);
}

/** What a message would need on its way: the replica's leave, and a gateway that is up. */
async function linkTrouble(context: StepContext): Promise<Trouble | null> {
  const { source, replica } = context.plan;
  const upstreams = upstreamList(replica);
  const [from, to] = [clusterOf(source), clusterOf(replica)];
  const gateways = gatewayResolve(from, to);
  const [rows, reachable] = await sideBySide(context.prove(upstreams), context.prove(gateways));
  if (!findUpstream(rows, source)) {
    throw new StepFault({
      ...seen(context, upstreams),
      message: `${replica} no longer lists ${source} as its upstream, so it takes no messages from it.`,
      remedy: 'Find out who removed it. Then press Roll back, and ask again.',
    });
  }
  if (reachable.length > 0) return null;
  return { what: `a gateway of ${to} that ${from} reaches`, by: gateways };
}

async function waitOrFail(context: StepContext, trouble: Trouble): Promise<StepResult> {
  const { step, timing } = context;
  const since = step.triedSince ?? Date.now();
  const left = since + timing.confirmMs - Date.now();
  if (left > 0) {
    const ms = Math.min(shortest * 2 ** step.waits, longest, left);
    return { kind: 'wait', why: trouble.what, ms };
  }
  const { what, by } = (await linkTrouble(context)) ?? trouble;
  throw new StepFault({
    ...seen(context, by),
    message: `Replication is set up but does not work: waited in vain for ${what}.`,
    remedy: `Mend what it names (gateways, licence, permissions); where it names nothing, gateway.log on ${clusterOf(context.plan.replica)} and mfs.log-5 on ${clusterOf(context.plan.source)}, in /opt/mapr/logs, say more. Then press Retry; or Roll back.`,
  });
}

async function settle({ timing, signal }: StepContext): Promise<void> {
  await sleep(timing.settleMs, undefined, { signal }).catch(() => {
    throw new HandedOn();
  });
}

function isProven({ state, step }: StepContext): boolean {
  return isBack(step.name) ? isProvenBack(state) : isProvenByMessages(state);
}

function summary(context: StepContext): string {
  const { step, plan } = context;
  const from = isBack(step.name) ? plan.source : 'the source';
  const all = `${messagesIn(step.mark ?? ({} satisfies Offsets)).toLocaleString('en-US')} messages`;
  return isProven(context)
    ? `Messages arrive: ${plan.replica} has all ${all} that ${from} had after the resume.`
    : `Replicating without errors; ${from} has written nothing ${isBack(step.name) ? 'of its own' : 'since the load'}, so nothing had to move yet, and no message proves it (${all} on either side). The row has no error, a gateway is up, and ${plan.replica} lists the source as its upstream.`;
}
