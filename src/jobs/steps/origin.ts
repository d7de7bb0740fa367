import { MaprError } from '../../mapr/errors.ts';
import type { ReplicaRow } from '../../mapr/replica-list.ts';
import { attributesDiffer, type StreamInfo, streamInfo } from '../../mapr/stream-info.ts';
import type { Origin } from '../events.ts';
import { isOwn, type StepState } from '../state.ts';
import type { StepContext } from '../step.ts';

/**
 * For how long nobody may have looked between the path being free and a stream being there, for that stream to be taken
 * as the cluster's; in milliseconds, many looks of `copying`.
 */
const unwatchedMs = 60_000;

export interface Witness {
  /**
   * Looks at the source's row, and before it at the replica's path: what is there while the row says that nothing was
   * made yet did not come of it.
   * @returns whose the stream is, at the first look of this request that finds one; else null
   */
  look(read: () => Promise<ReplicaRow>): Promise<{ row: ReplicaRow; origin: Origin | null }>;
}

/** Sees what comes to the replica's path while the cluster sets it up. The first stream that is found there settles it. */
export function createWitness(context: StepContext): Witness {
  let freeAt = orderedAt(context.state.steps.autosetup);
  return {
    async look(read) {
      if (context.step.origin) return { row: await read(), origin: null };
      const at = Date.now();
      const found = await peek(context, streamInfo(context.plan.replica));
      const row = await read();
      if (found === null) freeAt = at;
      if (!found) return { row, origin: null };
      const isFresh = freeAt !== null && Date.now() - freeAt <= unwatchedMs;
      const isMade = isFresh && isPastCreation(row) && (await isLikeSource(context, found));
      return { row, origin: isMade ? 'cluster' : 'unknown' };
    },
  };
}

/** When this request's order was begun: the cluster takes none whose path is not free. Null: that is not known. */
function orderedAt(autosetup: StepState): number | null {
  if (!isOwn(autosetup)) return null;
  const order = autosetup.commands.findLast(({ purpose, ok }) => purpose === 'act' && ok);
  return order ? order.at - order.durationMs : (autosetup.acting?.since ?? null);
}

/** A state that is not known proves nothing. */
function isPastCreation({ replicaState }: ReplicaRow): boolean {
  return replicaState !== undefined && pastCreation.has(replicaState);
}

const pastCreation: ReadonlySet<string> = new Set([
  'REPLICA_STATE_COPY_SCHEDULE',
  'REPLICA_STATE_COPY_IN_RECOVER',
  'REPLICA_STATE_COPY_IN_PROGRESS',
  'REPLICA_STATE_DELETING_CURSORS',
  'REPLICA_STATE_REPLICATING',
]);

/** The cluster makes the replica with what its source has. */
async function isLikeSource(context: StepContext, made: StreamInfo): Promise<boolean> {
  const from = await peek(context, streamInfo(context.plan.source));
  return from ? attributesDiffer(from, made).length === 0 : false;
}

/** @returns undefined where it cannot be told: the copy goes on without this look */
async function peek(
  context: StepContext,
  command: ReturnType<typeof streamInfo>,
): Promise<StreamInfo | null | undefined> {
  try {
    return await context.look(command, { quiet: true });
  } catch (error) {
    if (error instanceof MaprError) return undefined;
    throw error;
  }
}
