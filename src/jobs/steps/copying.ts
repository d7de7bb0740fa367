import { setTimeout as sleep } from 'node:timers/promises';
import { MaprError } from '../../mapr/errors.ts';
import { findReplica, type ReplicaRow, replicaList } from '../../mapr/replica-list.ts';
import { HandedOn, PassingFault, StepFault } from '../faults.ts';
import type { Step, StepContext, StepResult } from '../step.ts';
import { mustBeAsAsked } from './as-asked.ts';
import { mustBeLikeSource } from './like-source.ts';
import { createWitness, type Witness } from './origin.ts';
import { seen } from './seen.ts';

/**
 * The cluster makes the replica, copies and begins to replicate by itself: here it is only watched, and
 * for as long as it takes. Nothing of it runs on this host, so that a worker that dies stops nothing.
 */
export const copying: Step = { name: 'copying', run };

/** How often the row is looked at, in milliseconds. */
const watchMs = 3_000;

async function run(context: StepContext): Promise<StepResult> {
  const { source, replica } = context.plan;
  const look = replicaList(source);
  const witness = createWitness(context);
  mustBeAsAsked(context, await sighted(context, witness));
  await untilReplicating(context, witness);
  rowIn(context, await context.prove(look));
  await mustBeLikeSource(context);
  // The last step tells by it what only replication can have brought.
  await context.mark(await context.offsets('replica'));
  return { kind: 'done', summary: `The cluster has made ${replica}, and copied ${source} to it.` };
}

/** Looks at the row, and writes down whose stream has come to the replica's path once that shows: the undo goes by it. */
async function sighted(
  context: StepContext,
  witness: Witness,
  how?: { quiet: boolean },
): Promise<ReplicaRow> {
  const { row, origin } = await witness.look(async () =>
    rowIn(context, await context.look(replicaList(context.plan.source), how)),
  );
  if (origin) await context.progress({ ...progressOf(row), origin });
  return row;
}

/**
 * What stands in its way can pass: gateways come back, and the cluster takes the copy up again by itself.
 * People are called once that has lasted, and nothing has moved meanwhile.
 */
async function untilReplicating(context: StepContext, witness: Witness): Promise<void> {
  const { timing, signal } = context;
  let shown = '';
  let since = Date.now();
  for (;;) {
    const { row, fault } = await lookAt(context, witness);
    if (row && isReplicating(row)) return;
    const trouble = row ? troubleIn(row) : (fault?.message ?? null);
    const now = row ? JSON.stringify(progressOf(row)) : (trouble ?? '');
    if (now !== shown && row) await context.progress(progressOf(row));
    if (now !== shown || !trouble) since = Date.now();
    shown = now;
    if (trouble && Date.now() - since > timing.confirmMs) {
      throw fault ?? stuck(context, trouble);
    }
    await sleep(watchMs, undefined, { signal }).catch(() => {
      throw new HandedOn();
    });
  }
}

async function lookAt(
  context: StepContext,
  witness: Witness,
): Promise<{ row: ReplicaRow | null; fault: MaprError | null }> {
  try {
    return { row: await sighted(context, witness, { quiet: true }), fault: null };
  } catch (error) {
    // A look that fails is no fault of the copy's, which goes on without it.
    if (error instanceof MaprError) return { row: null, fault: error };
    throw error;
  }
}

/** How far the cluster's copy is, in hundredths, and what it says of it. */
function progressOf(row: ReplicaRow) {
  const percent = row.copyTableCompletionPercentage;
  const state = [row.replicaState, troubleIn(row)].filter(Boolean).join(' · ');
  return {
    done: percent ?? 0,
    total: percent === undefined ? 0 : 100,
    bytes: 0,
    ...(state ? { state } : {}),
  };
}

/** @throws PassingFault where it is not listed: whether a new one is at once, is not documented */
function rowIn(context: StepContext, rows: readonly ReplicaRow[]): ReplicaRow {
  const { source, replica } = context.plan;
  const row = findReplica(rows, replica);
  if (row) return row;
  throw new PassingFault({
    ...seen(context, replicaList(source)),
    message: `${source} does not list ${replica} as a replica.`,
    remedy:
      'Find out who removed it; the cluster goes no further without it. Then press Roll back, and ask again.',
  });
}

function isReplicating({ replicaState, paused }: ReplicaRow): boolean {
  return replicaState === 'REPLICA_STATE_REPLICATING' && !paused;
}

/** What the row says against it; null where it only takes its time. States that are not in the manual are waited for. */
function troubleIn({ errors, paused, replicaState }: ReplicaRow): string | null {
  if (errors) return `${errors.Code}: ${errors.Msg}`;
  if (paused) return 'it is paused';
  return replicaState === 'REPLICA_STATE_UNEXPECTED' ? 'the source is a promoted mirror' : null;
}

function stuck(context: StepContext, trouble: string): StepFault {
  const { source } = context.plan;
  return new StepFault({
    ...seen(context, replicaList(source)),
    message: `The cluster goes no further with its copy: ${trouble}.`,
    remedy:
      'Mend what it names (gateways are those of the replica’s cluster); the cluster goes on by itself then, and Retry watches it again. Or Roll back.',
  });
}
