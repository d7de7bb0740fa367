/** The bot: what people see, and the clocks of the consents. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@slack/bolt';
import type { BotEnv, Settings } from '../config.ts';
import { createConsentWorker } from '../jobs/consent-worker.ts';
import { createDriver } from '../jobs/drive.ts';
import type { Event } from '../jobs/events.ts';
import { createHistory } from '../jobs/history.ts';
import { keys } from '../jobs/keys.ts';
import { consentSteps } from '../jobs/plan.ts';
import { connect } from '../jobs/redis.ts';
import { createReplications } from '../jobs/replications.ts';
import { createRetention } from '../jobs/retention.ts';
import { createSeals } from '../jobs/seal.ts';
import { type SignedSeal, signSeal } from '../jobs/signing.ts';
import { createSources } from '../jobs/sources.ts';
import { createStandings } from '../jobs/standings.ts';
import type { RequestState } from '../jobs/state.ts';
import { createStore } from '../jobs/store.ts';
import { createSyncQueue } from '../jobs/sync-queue.ts';
import { isUnread, orUnread } from '../jobs/unread.ts';
import { createVerdicts } from '../jobs/watch/judge.ts';
import { createObservations } from '../jobs/watch/observation.ts';
import { createSchedule } from '../jobs/watch/schedule.ts';
import { countEvents } from '../observe/events.ts';
import { type Metrics, slackMeters } from '../observe/metrics.ts';
import { redisReadiness } from '../observe/parts.ts';
import { createScrape } from '../observe/scrape.ts';
import type { Observed } from '../observe/server.ts';
import type { FollowsOwners } from '../reload.ts';
import { createAsk } from './ask.ts';
import { createPostTrail } from './audit.ts';
import { createBring } from './bring.ts';
import { createDecide } from './decide.ts';
import { createDecideTogether } from './decide-together.ts';
import { createDelivery } from './delivery.ts';
import { createDirectory } from './directory.ts';
import { createReadFile } from './files.ts';
import { createForm } from './form/form.ts';
import { createKnownStreams } from './form/streams.ts';
import { createHomes } from './home/homes.ts';
import { registerListeners } from './listeners/index.ts';
import { createPacer } from './pacer.ts';
import { createPeople } from './people.ts';
import { createPostedMessages } from './posted.ts';
import { createQueries } from './queries.ts';
import { createSlackApp } from './slack-app.ts';
import { createSync } from './sync.ts';
import { createWatch } from './watch.ts';

export interface Bot extends Observed, FollowsOwners {
  /** Resolves once people can be answered. */
  start(): Promise<void>;
  /** Finishes the answers that are under way, and begins none. */
  stop(): Promise<void>;
}

/** What a process that died left undone is found within this time, in milliseconds. */
const sweepMs = 1_000;
/** How often the looks are brought into line with what is replicated, in milliseconds. */
const watchSweepMs = 5_000;
/** How often it is looked for logs that can be compacted, in milliseconds. */
const compactMs = 3_600_000;
/**
 * How often messages of requests under way are edited, whatever is known of them, in milliseconds, and of how many; and how
 * often what versions without indexes have noted is taken into these.
 */
const mendEveryMs = 10 * 60_000;
const mostMended = 50;
/** How often it is looked whether a card is there already, in milliseconds. */
const linkPollMs = 100;

/** @param onSealed told of the last seal of each request: an anchor outside Redis */
export function createBot(
  env: BotEnv,
  settings: Settings,
  logger: Logger,
  onError: (what: string, error: unknown) => void,
  onSealed: (seal: SignedSeal) => void,
  metrics: Metrics,
): Bot {
  const redis = connect(env.redisTarget, 'patient');
  const prompt = connect(env.redisTarget, 'prompt');
  for (const each of [redis, prompt]) each.on('error', (error) => onError('Redis', error));

  const queue = createSyncQueue(redis, onError);
  const ask = (state: RequestState, events: readonly Event[]) => {
    countEvents(metrics, state, events);
    queue.ask(state.id, true).catch((error) => onError(state.id, error));
  };
  const store = createStore(redis, ask);
  const promptStore = createStore(prompt, ask, {
    manner: 'prompt',
    seal: (head) => signSeal(env.signingKey, head),
  });
  const driver = createDriver(redis, store, onError);
  const meters = slackMeters(metrics);
  const slack = createSlackApp(env, logger, meters);
  const directory = createDirectory(slack.interactive);
  const people = createPeople(directory, slack.team, settings);
  const posted = createPostedMessages(redis);
  const pacer = createPacer(redis, meters.waited);
  const delivery = createDelivery(slack.posting, pacer, posted);
  const seals = createSeals(redis, env.signingKey, onSealed);
  const { bring, render, renderTogether } = createBring({
    redis,
    store,
    delivery,
    posted,
    people,
    onError,
  });
  const homes = createHomes({
    redis,
    store,
    people,
    posted,
    client: slack.posting,
    pacer,
    linkTo: slack.linkTo,
    onError,
  });
  const streams = createKnownStreams(redis);
  const replications = createReplications(redis);
  const history = createHistory(redis);
  const clusters = Object.keys(settings.clusters);
  const { everyMs } = settings.watch;
  const observations = createObservations(redis);
  const schedule = createSchedule(redis, observations, clusters, everyMs, onError);
  const standings = createStandings(redis);
  const sources = createSources(redis);
  const scraping = createScrape({
    redis: prompt,
    metrics,
    clusters,
    standings: createStandings(prompt),
    replications: createReplications(prompt),
    observations: createObservations(prompt),
    verdicts: createVerdicts(prompt),
    onError,
  });
  const watch = createWatch({
    redis,
    schedule,
    replications,
    delivery,
    posted,
    people,
    settings,
    onError,
  });
  const sync = createSync({ redis, store, queue, seals, bring, note, onError });
  const consents = createConsentWorker({
    redis,
    store,
    signingKey: env.signingKey,
    drive: driver.drive,
    onError,
  });
  // What was not decided in time must not be decided later: the answer says that it was not.
  const decide = createDecide({
    store: promptStore,
    people,
    signingKey: env.signingKey,
    team: slack.team,
  });
  const postTrail = createPostTrail({
    redis,
    client: slack.posting,
    decide,
    posted,
    seals,
    signingKey: env.signingKey,
    linkTo: slack.linkTo,
    onError,
  });
  const underWay = new Set<Promise<void>>();
  const stopping = new AbortController();
  const retention = createRetention(redis, settings.retention.compactMs, onError);
  let sweeping: Promise<unknown> | undefined;

  const asking = createAsk({
    settings,
    clusters,
    replications: createReplications(prompt),
    queries: createQueries({
      store,
      replications,
      history,
      observations,
      verdicts: createVerdicts(redis),
      schedule,
      people,
      linkNow,
    }),
    store: promptStore,
    people,
    directory,
    decide,
    signingKey: env.signingKey,
    team: slack.team,
    postTrail,
    linkTo,
    linkNow,
  });
  registerListeners(slack.app, {
    client: slack.interactive,
    ask: asking,
    form: createForm({
      clusters,
      ask: asking,
      client: slack.interactive,
      redis: prompt,
      streams: createKnownStreams(prompt),
      people,
      directory,
      readFile: createReadFile({ token: env.botToken, apiUrl: env.slackApiUrl }),
      onError,
    }),
    decide,
    decideTogether: createDecideTogether(promptStore, decide),
    drive: driver.drive,
    mend,
    render,
    renderTogether,
    openHome: homes.opened,
    wake: sync.wake,
    onError,
    busy,
  });

  return {
    async start() {
      // The clocks do not wait for Slack: a consent expires although Slack is away.
      await consents.waitUntilReady();
      consents.run().catch((error) => onError('consents', error));
      sweeping = Promise.all([
        onAndOn(sweepMs, driver.sweep, sync.sweep),
        onAndOn(watchSweepMs, watch.sweep),
        onAndOn(compactMs, retention.sweep),
        onAndOn(mendEveryMs, mendSome, replications.index),
      ]);
      // Before the first command: an older version may have kept no indexes.
      for (const each of [replications.index, sources.align])
        await each().catch((error) => onError('indexes', error));
      await slack.start();
      await Promise.all([sync.start(), homes.start(), watch.start()]);
      // Owners may have come and gone while no bot ran.
      busy(() => follow([])).catch((error) => onError('owners', error));
    },
    followOwners: (changes) =>
      busy(() => follow(changes.flatMap(({ added, removed }) => [...added, ...removed]))),
    async readiness() {
      const ready = slack.isConnected();
      const what = ready ? 'Slack is connected.' : 'There is no connection to Slack.';
      return [await redisReadiness(prompt), { part: 'slack', ready, what }];
    },
    scrape: scraping.scrape,
    async stop() {
      stopping.abort();
      await slack.stop().catch((error) => onError('Slack', error));
      await Promise.allSettled(underWay);
      await Promise.all([sync.stop(), homes.stop(), consents.close(), sweeping]);
      await watch.stop();
      await Promise.all([queue.close(), driver.close(), schedule.close(), scraping.close()]);
      redis.disconnect();
      prompt.disconnect();
    },
  };

  /** The next begins when the last has ended: while Redis is away, they do not pile up. */
  async function onAndOn(ms: number, ...sweeps: (() => Promise<unknown>)[]): Promise<void> {
    const { signal } = stopping;
    while (!signal.aborted) {
      for (const sweep of sweeps) await sweep().catch((error) => onError('sweep', error));
      await sleep(ms, undefined, { signal }).catch(() => undefined);
    }
  }

  /** What people deleted that others have to press, nobody tells a bot of: it shows at the next edit. */
  async function mendSome(): Promise<void> {
    await Promise.all(
      (await redis.zrandmember(keys.open, mostMended)).map((request) => mend(request)),
    );
  }

  async function mend(
    request: string,
    messages: readonly string[] = ['card', ...Object.values(consentSteps)],
  ): Promise<void> {
    await posted.distrust(request, messages);
    await queue.ask(request, true);
  }

  /** What was made for the owners of before: messages that name them, and the lists of their homes. */
  async function follow(entries: readonly string[]): Promise<void> {
    for (const request of await redis.zrange(keys.open, '0', '-1')) await queue.ask(request, false);
    for (const { request } of await replications.list()) {
      if (stopping.signal.aborted) return;
      const state = await orUnread(store.read(request));
      if (state && !isUnread(state)) await homes.note(state);
    }
    await homes.followOwners([...new Set(entries)]);
  }

  /** What else is kept of a request, besides its messages. */
  async function note(state: RequestState): Promise<void> {
    await replications.note(state);
    await Promise.all([
      streams.note(state),
      homes.note(state),
      history.note(state),
      standings.note(state),
      sources.note(state),
    ]);
  }

  function busy(work: () => Promise<void>): Promise<void> {
    const done = work().finally(() => underWay.delete(done));
    underWay.add(done);
    return done;
  }

  async function linkTo(request: string, withinMs: number): Promise<string | null> {
    // Who asks for it again may not have found it.
    mend(request).catch((error) => onError(request, error));
    const until = Date.now() + withinMs;
    while (Date.now() < until) {
      const link = await linkNow(request);
      if (link) return link;
      await sleep(linkPollMs);
    }
    return null;
  }

  /** On the prompt connection: somebody waits for the answer. */
  async function linkNow(request: string): Promise<string | null> {
    const card = (await createPostedMessages(prompt).read(request)).get('card');
    return card ? slack.linkTo(card) : null;
  }
}
