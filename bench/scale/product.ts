/** The product's own functions, as its bot puts them together, on one Redis; Slack is at hand and answers at once. */

import { generateKeyPairSync } from 'node:crypto';
import type { WebClient } from '@slack/web-api';
import { people as persons } from '../../sandbox/site.ts';
import { createAsk } from '../../src/bot/ask.ts';
import { createDecide } from '../../src/bot/decide.ts';
import type { Directory } from '../../src/bot/directory.ts';
import { createKnownStreams } from '../../src/bot/form/streams.ts';
import { createHomes } from '../../src/bot/home/homes.ts';
import { createPeople } from '../../src/bot/people.ts';
import { createPostedMessages } from '../../src/bot/posted.ts';
import { createQueries } from '../../src/bot/queries.ts';
import type { Settings } from '../../src/config.ts';
import { createDriver } from '../../src/jobs/drive.ts';
import { createHistory } from '../../src/jobs/history.ts';
import { connect } from '../../src/jobs/redis.ts';
import { createReplications } from '../../src/jobs/replications.ts';
import { signSeal } from '../../src/jobs/signing.ts';
import { createSources } from '../../src/jobs/sources.ts';
import { createStandings } from '../../src/jobs/standings.ts';
import type { RequestState } from '../../src/jobs/state.ts';
import { type Connection, createStore, type Store } from '../../src/jobs/store.ts';
import { createVerdicts } from '../../src/jobs/watch/judge.ts';
import { createObservations } from '../../src/jobs/watch/observation.ts';

const { maya, sam, noor } = persons;
const team = 'T0LOCAL';
const channel = 'C0DATA';

export interface Product {
  readonly redis: Connection;
  readonly store: Store;
  /** Types a command to set up a replication; what follows in queues and indexes is part of it. @returns the request */
  command(words: string): Promise<string>;
  /** The owner of the replica's side presses Approve; what follows in queues and indexes is part of it. */
  click(request: string): Promise<void>;
  /** Types a query. @returns what is answered */
  query(words: string): Promise<string>;
  /** The owner of the replica's side opens the App Home. @returns what is published */
  home(): Promise<string>;
  /** Ends a request, and what is left of it in the queues. */
  end(request: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startProduct(url: string, settings: Settings): Promise<Product> {
  const target = { kind: 'single', url } as const;
  const [redis, prompt] = [connect(target, 'patient'), connect(target, 'prompt')];
  const onError = (what: string, error: unknown) => {
    throw new Error(what, { cause: error });
  };
  const { privateKey: signingKey } = generateKeyPairSync('ed25519');
  const clusters = Object.keys(settings.clusters);
  const people = createPeople(directory, () => team, settings);
  const store = createStore(redis, () => undefined);
  const promptStore = createStore(prompt, () => undefined, {
    manner: 'prompt',
    seal: (head) => signSeal(signingKey, head),
  });
  const driver = createDriver(redis, store, onError);
  const replications = createReplications(redis);
  const posted = createPostedMessages(redis);
  const linkNow = async (request: string) => {
    const card = await posted.cardOf(request);
    return card && `https://slack.test/${card.channel}/${card.ts}`;
  };
  const published: ((view: string) => void)[] = [];
  const homes = createHomes({
    redis,
    store,
    people,
    posted,
    client: {
      views: {
        publish: async ({ view }: { view: unknown }) => published.shift()?.(JSON.stringify(view)),
      },
    } as unknown as WebClient,
    pacer: { take: async () => 0, hold: async () => undefined },
    linkTo: ({ ts }) => `https://slack.test/${ts}`,
    onError,
  });
  const decide = createDecide({ store: promptStore, people, signingKey, team: () => team });
  const ask = createAsk({
    settings,
    clusters,
    replications: createReplications(prompt),
    queries: createQueries({
      store,
      replications,
      history: createHistory(redis),
      observations: createObservations(redis),
      verdicts: createVerdicts(redis),
      schedule: { lookNow: async () => undefined },
      people,
      linkNow,
    }),
    store: promptStore,
    people,
    directory,
    decide,
    signingKey,
    team: () => team,
    postTrail: async () => null,
    linkTo: linkNow,
    linkNow,
  });
  const noting = [
    createKnownStreams(redis),
    homes,
    createHistory(redis),
    createStandings(redis),
    createSources(redis),
  ];
  const type = (text: string) =>
    ask.command({ user: maya.id, team, channel, delivery: `typed ${text}`, text });
  await homes.start();

  return {
    redis,
    store,
    async command(words) {
      const { requests, message } = await type(words);
      const [request] = requests;
      if (!request) throw new Error(`not begun: ${message?.text}`);
      await follow(request);
      return request;
    },
    async click(request) {
      const click = { request, user: noor.id, team, channel };
      const decision = await decide.approve(click);
      if (decision.kind === 'refused') throw new Error(`refused: ${decision.why}`);
      await follow(request);
    },
    async query(words) {
      const { message, later } = await type(words);
      return JSON.stringify(later ? await later() : message);
    },
    async home() {
      const view = new Promise<string>((resolve) => published.push(resolve));
      await homes.opened(noor.id);
      return view;
    },
    async end(request) {
      await store.append(request, () => [{ type: 'ended', outcome: 'denied' }]);
      await follow(request);
    },
    async stop() {
      await homes.stop();
      await driver.close();
      redis.disconnect();
      prompt.disconnect();
    },
  };

  /** What a bot does after an append, but for what it says in Slack. */
  async function follow(request: string): Promise<void> {
    await driver.drive(request);
    const state = (await store.read(request)) as RequestState;
    await replications.note(state);
    await Promise.all(noting.map((each) => each.note(state)));
  }
}

const directory: Directory = {
  profile: async (user) => ({
    ...{ user, team, name: user },
    ...{ deleted: false, outsider: false, bot: false },
  }),
  members: async () => [maya.id, sam.id],
  nameOf: async (entry) => `@${entry}`,
  channel: async (id) => ({ id, shared: false, archived: false, joined: true }),
};
