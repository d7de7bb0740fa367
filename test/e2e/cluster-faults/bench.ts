/**
 * Redis, simulated clusters, and the product's own worker, consents and queues in this process:
 * everything but Slack, whose limits would make a table of requests slow. People's decisions are
 * appended to the log, as a press does; the card is rendered from it.
 */

import { generateKeyPairSync } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Clusters, createClusters } from '../../../sandbox/clusters/index.ts';
import { startRedis } from '../../../sandbox/redis.ts';
import { parseRedisUrl } from '../../../src/config/redis-url.ts';
import { createConsentWorker } from '../../../src/jobs/consent-worker.ts';
import { approve, retry, rollBack } from '../../../src/jobs/decisions.ts';
import { createDriver } from '../../../src/jobs/drive.ts';
import { procedureOf } from '../../../src/jobs/events.ts';
import { keys } from '../../../src/jobs/keys.ts';
import { connect } from '../../../src/jobs/redis.ts';
import { signConsent, signRequest, signUndo } from '../../../src/jobs/signing.ts';
import type { RequestState } from '../../../src/jobs/state.ts';
import { createStore, type NewEvent } from '../../../src/jobs/store.ts';
import { lagging } from '../../../src/jobs/todo.ts';
import { createMetrics } from '../../../src/observe/metrics.ts';
import { createWorker } from '../../../src/worker.ts';
import { maya, noor, type requested } from '../../jobs/requests.ts';

export interface Bench {
  readonly clusters: Clusters;
  /** Writes a request's first event, signed, and those that are to have happened before it is taken up. */
  begin(
    first: ReturnType<typeof requested>,
    past: (state: RequestState) => readonly NewEvent[],
  ): Promise<void>;
  until(request: string, holds: (state: RequestState) => boolean): Promise<RequestState>;
  /** What the second owner's consent is, in the log. */
  granted(state: RequestState): NewEvent;
  press(request: string, what: 'approve' | 'retry' | 'rollback'): Promise<void>;
  stop(): Promise<void>;
}

/** All rows run beside one another: on a busy machine one that meets several faults takes minutes. */
export const longestMs = 240_000;

/** @param byRest those of them whose API server is asked in place of maprcli */
export async function startBench(
  names: readonly string[],
  byRest: readonly string[],
): Promise<Bench> {
  const [redis, clusters] = await Promise.all([startRedis(), createClusters({ clusters: names })]);
  const rest = await Promise.all(byRest.map((cluster) => clusters.serveRest({ cluster })));
  const login = { user: 'mapr-bot', password: 'mapr-bot' };
  const servers = rest.map(({ url, ca }, at) => [byRest[at] ?? '', { url, ca, ...login }] as const);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const redisTarget = parseRedisUrl(redis.url);
  if (!redisTarget) throw new Error(`${redis.url} is no address`);
  const connection = connect(redisTarget, 'patient');
  const store = createStore(connection, () => undefined);
  const onError = (what: string, error: unknown) => console.error(what, error);
  const driver = createDriver(connection, store, onError);
  const owners = (user: string) => ({ owners: [user], paths: [] });
  const worker = createWorker(
    { maprHome: clusters.home('sanfrancisco'), redisTarget, publicKey, listen: null },
    {
      clusters: Object.fromEntries(
        names.map((name) => [name, owners(name === 'sanfrancisco' ? maya.user : noor.user)]),
      ),
      timeouts: { commandMs: 4_000, confirmMs: 30_000, settleMs: 100 },
      retries: { attempts: 3, delayMs: 100 },
      watch: { everyMs: 300_000, lagMs: 900_000 },
      retention: { compactMs: 86_400_000 },
      consent: { expiresMs: 86_400_000, remindMs: null },
      worker: { clusters: names, atOnce: { steps: 8, copies: 4 }, rest: {} },
      servers: new Map(servers),
    },
    onError,
    createMetrics(),
    onError,
  );
  const consents = createConsentWorker({
    redis: connection,
    store,
    signingKey: privateKey,
    drive: driver.drive,
    onError,
  });
  consents.run().catch((error) => onError('consents', error));
  await worker.start();
  const begun = new Set<string>();
  const stopping = new AbortController();
  const sweeping = sweepOnAndOn();

  return {
    clusters,
    async begin(first, past) {
      const { request, plan, requester, team } = first;
      const at = Date.now();
      const signature = signRequest(privateKey, {
        request,
        procedure: procedureOf(first),
        plan,
        change: null,
        requester,
        speaksFor: 'source',
        team,
        at,
      });
      await beginInTime([{ ...first, at, signature }], request);
      await store.append(request, past);
      begun.add(request);
    },
    until,
    granted,
    async press(request, what) {
      const at = Date.now();
      await store.append(request, (state): readonly NewEvent[] => {
        if (what === 'retry') return retry(state, maya);
        if (what === 'rollback')
          return rollBack(state, maya, at, (undo) => signUndo(privateKey, undo));
        return approve(state, 'replica', noor, at, consentOf(state, at));
      });
    },
    async stop() {
      stopping.abort();
      await Promise.all([sweeping, worker.stop(), consents.close()]);
      await driver.close();
      connection.disconnect();
      await redis.stop();
      await Promise.all(rest.map(({ close }) => close()));
      await clusters.cleanup();
    },
  };

  /** All rows begin at once, in one process: a machine with other work may be late for the first of them. */
  async function beginInTime(...[firsts, delivery]: Parameters<typeof store.begin>): Promise<void> {
    const last = Date.now() + longestMs;
    for (;;) {
      try {
        await store.begin(firsts, delivery);
        return;
      } catch (error) {
        if (!/too slow/.test(String(error)) || Date.now() > last) throw error;
      }
    }
  }

  async function until(request: string, holds: (state: RequestState) => boolean) {
    const last = Date.now() + longestMs;
    for (;;) {
      const state = await store.read(request);
      if (state && holds(state)) return state;
      if (Date.now() > last) throw new Error(`not reached: ${JSON.stringify(state?.steps)}`);
      await sleep(100);
    }
  }

  function granted(state: RequestState): NewEvent {
    const at = Date.now();
    return { type: 'consent.granted', approver: noor, at, signature: consentOf(state, at) };
  }

  function consentOf({ id, plan, requester }: RequestState, at: number): string {
    return signConsent(privateKey, {
      request: id,
      side: 'replica',
      plan,
      requester,
      approver: noor,
      at,
    });
  }

  /** As the bot does; but a request whose past is not written yet must not be begun. */
  async function sweepOnAndOn(): Promise<void> {
    while (!stopping.signal.aborted) {
      for (const request of await lagging(connection, keys.toDrive)) {
        if (begun.has(request)) await driver.drive(request);
      }
      await sleep(100);
    }
  }
}
