/** Makes Slack say what a request's state says: alone, in the thread of another, or together with others. */

import { isDryRun } from '../jobs/plan.ts';
import { isCompacted } from '../jobs/retention.ts';
import type { RequestState } from '../jobs/state.ts';
import type { Connection, Store } from '../jobs/store.ts';
import type { Delivery } from './delivery.ts';
import type { People } from './people.ts';
import { batchKey, type PostedMessages, rootOf } from './posted.ts';
import { createTell, soonest } from './tell.ts';
import { renderBatch } from './views/batch/index.ts';
import { renderDryRun, renderRequest, type Surface } from './views/index.ts';

export interface Bring {
  /** @returns null where Slack says what the state says, else after how many milliseconds to go on */
  bring(state: RequestState): Promise<number | null>;
  /** What Slack is to say of a request. */
  render(state: RequestState): Surface;
  /** The same of those that were asked for together, by one of them. */
  renderTogether(state: RequestState): Promise<Surface>;
}

export interface BringSettings {
  readonly redis: Connection;
  readonly store: Pick<Store, 'read'>;
  readonly delivery: Delivery;
  readonly posted: PostedMessages;
  readonly people: Pick<People, 'ownersOn'>;
  readonly onError: (what: string, error: unknown) => void;
}

/** So long is waited for the card of a batch, under which its requests are told. */
const batchCardMs = 500;

export function createBring(given: BringSettings): Bring {
  const { redis, store, posted, people } = given;
  // A workspace that does not know them yet gets the plain layout; it is tried again at the next start.
  let layout: 'plan' | 'plain' = 'plan';
  const plainly = () => {
    layout = 'plain';
  };
  const { tell, whisper, later } = createTell(given, plainly);

  return { bring, render, renderTogether };

  function render(state: RequestState): Surface {
    const { plan } = state;
    const owners = {
      source: people.ownersOn('source', plan),
      replica: people.ownersOn('replica', plan),
    };
    return renderRequest(state, { owners, layout });
  }

  async function renderTogether({ batch }: RequestState): Promise<Surface> {
    const states = await Promise.all(batch.map((request) => store.read(request)));
    const known = states.filter((each) => each !== null);
    return renderBatch(known, ({ plan }, side) => people.ownersOn(side, plan));
  }

  async function bring(state: RequestState): Promise<number | null> {
    try {
      return await (isDryRun(state.procedure) ? bringDryRun(state) : bringRequest(state));
    } catch (error) {
      return later(state, error);
    }
  }

  async function bringDryRun(state: RequestState): Promise<null> {
    const message = renderDryRun(state);
    if (!message) return null;
    await whisper(state, 'dry-run', message);
    return null;
  }

  async function bringRequest(state: RequestState): Promise<number | null> {
    const [leader] = state.batch;
    if (leader !== undefined) return bringMember(state, leader);
    // What is done with a replication is told in the thread of its set-up.
    const above = state.about === null ? null : await posted.cardOf(state.about);
    return tell(state, 'card', above && { ...above, ts: rootOf(above) }, render(state));
  }

  /** Requests that were asked for together are told in one thread: under a card of all, each has its own. */
  async function bringMember(state: RequestState, leader: string): Promise<number | null> {
    const together =
      state.id === leader ? await tell(state, batchKey, null, await renderTogether(state)) : null;
    const above = (await posted.read(leader)).get(batchKey);
    if (!above) return (await isCompacted(redis, leader)) ? null : (together ?? batchCardMs);
    const own = (await posted.read(state.id)).get('card');
    // Somebody has deleted the card of all, and another one stands in its place.
    if (own && own.thread !== above.ts) await posted.forgetAll(state.id);
    return soonest([together, await tell(state, 'card', above, render(state))]);
  }
}
