/** The whole engine in this process: log, flows, consents and the workers of two clusters; everything but Slack. */

import { generateKeyPairSync } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { parseRedisUrl } from '../../src/config/redis-url.ts';
import { createConsentWorker } from '../../src/jobs/consent-worker.ts';
import { approve } from '../../src/jobs/decisions.ts';
import { createDriver } from '../../src/jobs/drive.ts';
import { connect } from '../../src/jobs/redis.ts';
import { signConsent, signRequest } from '../../src/jobs/signing.ts';
import type { RequestState } from '../../src/jobs/state.ts';
import { createStore } from '../../src/jobs/store.ts';
import { createClusterWorker } from '../../src/jobs/worker.ts';
import { parseStreamPath } from '../../src/mapr/path.ts';
import type { Mapr } from '../../src/mapr/run.ts';
import { maya, noor, requested } from '../../test/jobs/requests.ts';
import { streamName } from './replay.ts';

export const clusters = ['sanfrancisco', 'newyork'] as const;
/** Steps at once on each cluster, and jobs at once of each queue of the peer. */
export const atOnce = 8;

export interface Engine {
  /** Runs a request for the stream of this name, which is approved as soon as that is asked. @returns how it ended */
  run(id: string): Promise<RequestState>;
  stop(): Promise<void>;
}

export async function startEngine(url: string, mapr: Mapr): Promise<Engine> {
  const target = parseRedisUrl(url);
  if (!target) throw new Error(`${url} is no address`);
  const onError = (what: string, error: unknown) => console.error(what, error);
  const redis = connect(target, 'patient');
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const ends = new EventEmitter().setMaxListeners(0);
  const store = createStore(redis, (state) => {
    if (state.phase === 'ended' || state.phase === 'failed') ends.emit(state.id, state);
    else if (state.consents.replica.kind === 'asked') consent(state);
  });
  const driver = createDriver(redis, store, onError);
  const consents = createConsentWorker({
    redis,
    store,
    signingKey: privateKey,
    drive: driver.drive,
    onError,
  });
  const owners = (user: string) => ({ owners: [user], paths: [] });
  const worker = createClusterWorker({
    redis,
    store,
    mapr,
    settings: {
      clusters: { sanfrancisco: owners(maya.user), newyork: owners(noor.user) },
      timeouts: { commandMs: 10_000, confirmMs: 10_000, settleMs: 0 },
      retries: { attempts: 1, delayMs: 100 },
    },
    publicKey,
    clusters,
    atOnce: { steps: atOnce, copies: atOnce },
    name: `bench/${process.pid}`,
    onEnded: driver.drive,
    onError,
  });
  await worker.start();
  consents.run().catch((error) => onError('consents', error));

  function consent({ id, plan, requester }: RequestState): void {
    const at = Date.now();
    const agreed = { request: id, side: 'replica', plan, requester, approver: noor, at } as const;
    const signature = signConsent(privateKey, agreed);
    store
      .append(id, (now) =>
        now.consents.replica.kind === 'asked' ? approve(now, 'replica', noor, at, signature) : [],
      )
      .then(({ changed }) => (changed ? driver.drive(id) : undefined))
      .catch((error) => onError(id, error));
  }

  return {
    async run(id) {
      const [source, replica] = clusters.map((cluster) =>
        parseStreamPath(`/mapr/${cluster}/${streamName(id)}`),
      );
      const first = requested({ request: id });
      if (!source || !replica) throw new Error('there are two clusters');
      const plan = { ...first.plan, source, replica };
      const { requester, team } = first;
      const at = Date.now();
      const signature = signRequest(privateKey, {
        request: id,
        procedure: 'replicate',
        plan,
        change: null,
        requester,
        speaksFor: 'source',
        team,
        at,
      });
      const ended = once(ends, id) as Promise<[RequestState]>;
      await store.begin([{ ...first, plan, at, signature }], id);
      await driver.drive(id);
      const [state] = await ended;
      return state;
    },
    async stop() {
      await worker.stop();
      await consents.close();
      await driver.close();
      redis.disconnect();
    },
  };
}
