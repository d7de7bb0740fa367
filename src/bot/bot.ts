/** The bot: what people see, and the clocks of the consents. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@slack/bolt';
import type { BotEnv, Settings } from '../config.ts';
import { createConsentWorker } from '../jobs/consent-worker.ts';
import { createDriver } from '../jobs/drive.ts';
import { keys } from '../jobs/keys.ts';
import { connect } from '../jobs/redis.ts';
import { createStore } from '../jobs/store.ts';
import { createSyncQueue } from '../jobs/sync-queue.ts';
import { createAsk } from './ask.ts';
import { createDecide } from './decide.ts';
import { createDelivery } from './delivery.ts';
import { createDirectory } from './directory.ts';
import { registerListeners } from './listeners/index.ts';
import { createPacer } from './pacer.ts';
import { createPeople } from './people.ts';
import { createPostedMessages } from './posted.ts';
import { createSlackApp } from './slack-app.ts';
import { createSync } from './sync.ts';

export interface Bot {
  /** Resolves once people can be answered. */
  start(): Promise<void>;
  /** Finishes the answers that are under way, and begins none. */
  stop(): Promise<void>;
}

/** What a process that died left undone is found within this time, in milliseconds. */
const sweepMs = 1_000;
/** How often the messages of the requests under way are edited, whatever is known of them, in milliseconds. */
const mendEveryMs = 10 * 60_000;
/** How often it is looked whether a card is there already, in milliseconds. */
const linkPollMs = 100;

export function createBot(
  env: BotEnv,
  settings: Settings,
  logger: Logger,
  onError: (what: string, error: unknown) => void,
): Bot {
  const redis = connect(env.redisTarget, 'patient');
  const prompt = connect(env.redisTarget, 'prompt');
  for (const each of [redis, prompt]) each.on('error', (error) => onError('Redis', error));

  const queue = createSyncQueue(redis, onError);
  const ask = (state: { id: string }) =>
    void queue.ask(state.id, true).catch((error) => onError(state.id, error));
  const store = createStore(redis, ask);
  const promptStore = createStore(prompt, ask, 'prompt');
  const driver = createDriver(redis, store, onError);
  const slack = createSlackApp(env, logger);
  const directory = createDirectory(slack.interactive);
  const people = createPeople(directory, slack.team, settings);
  const posted = createPostedMessages(redis);
  const delivery = createDelivery(slack.posting, createPacer(redis), posted);
  const sync = createSync({ redis, store, queue, delivery, posted, people, onError });
  const consents = createConsentWorker({
    redis,
    store,
    signingKey: env.signingKey,
    drive: driver.drive,
    onError,
  });
  const underWay = new Set<Promise<void>>();
  const stopping = new AbortController();
  let sweeping: Promise<void> | undefined;
  let lookingAfter: Promise<void> | undefined;

  registerListeners(slack.app, {
    client: slack.interactive,
    ask: createAsk({
      settings,
      store: promptStore,
      people,
      directory,
      signingKey: env.signingKey,
      team: slack.team,
      linkTo,
    }),
    decide: createDecide({
      store: promptStore,
      people,
      signingKey: env.signingKey,
      team: slack.team,
    }),
    drive: driver.drive,
    mend,
    wake: sync.wake,
    onError,
    busy,
  });

  return {
    async start() {
      // The clocks do not wait for Slack: a consent expires although Slack is away.
      await consents.waitUntilReady();
      consents.run().catch((error) => onError('consents', error));
      sweeping = sweepOnAndOn(stopping.signal);
      await slack.start();
      await sync.start();
      lookingAfter = mendOnAndOn(stopping.signal);
    },
    async stop() {
      stopping.abort();
      await slack.stop().catch((error) => onError('Slack', error));
      await Promise.allSettled(underWay);
      await Promise.all([sync.stop(), consents.close(), sweeping, lookingAfter]);
      await Promise.all([queue.close(), driver.close()]);
      redis.disconnect();
      prompt.disconnect();
    },
  };

  /** The next begins when the last has ended: while Redis is away, they do not pile up. */
  async function sweepOnAndOn(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await driver.sweep().catch((error) => onError('sweep', error));
      await sync.sweep().catch((error) => onError('sweep', error));
      await sleep(sweepMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** What people deleted that others have to press, nobody tells a bot of: it shows at the next edit. */
  async function mendOnAndOn(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const open = await redis.zrange(keys.open, '0', '-1');
      await Promise.all(open.map(mend)).catch((error) => onError('messages', error));
      await sleep(mendEveryMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async function mend(request: string): Promise<void> {
    await posted.distrust(request, ['card', 'consent']);
    await queue.ask(request, true);
  }

  function busy(work: () => Promise<void>): Promise<void> {
    const done = work().finally(() => underWay.delete(done));
    underWay.add(done);
    return done;
  }

  async function linkTo(request: string, withinMs: number): Promise<string | null> {
    // Who asks for it again may not have found it.
    mend(request).catch((error) => onError(request, error));
    // On the prompt connection: somebody waits for the answer.
    const messages = createPostedMessages(prompt);
    const until = Date.now() + withinMs;
    while (Date.now() < until) {
      const card = (await messages.read(request)).get('card');
      if (card) return permalink(card.channel, card.ts);
      await sleep(linkPollMs);
    }
    return null;
  }

  async function permalink(channel: string, ts: string): Promise<string | null> {
    const answer = await slack.interactive.chat.getPermalink({ channel, message_ts: ts });
    return answer.permalink ?? null;
  }
}
