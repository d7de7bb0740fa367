/** The main job in the sandbox, and the messages of its thread as Maya sees them in the end. */

import { startProducer } from '../../sandbox/clusters/index.ts';
import { channel, people, type Site, startSite } from '../../sandbox/site.ts';
import { plain, type SeenMessage } from '../../sandbox/slack/index.ts';
import type { Shown } from './page.ts';

export interface Played {
  /** The card, and then every reply. */
  readonly thread: readonly Shown[];
  /** The approval while it was still open. */
  readonly question: Shown;
}

const source = '/mapr/sanfrancisco/activity';
const waitMs = 90_000;

export async function play(): Promise<Played> {
  const site = await startSite();
  try {
    const { clusters } = site;
    await clusters.createStream(source, { topics: { clicks: 3, views: 2 } });
    await clusters.produce(source, 'clicks', 12_000);
    await clusters.produce(source, 'views', 12_000);
    await clusters.faults.set({ latency: { ms: 150 }, copy: { messagesPerSecond: 4_000 } });
    await Promise.all([
      site.startBot(),
      site.startWorker('sanfrancisco'),
      site.startWorker('newyork'),
    ]);
    const topics = ['clicks', 'views'];
    const producer = startProducer(clusters, source, { perSecond: 40, topics });
    try {
      return await replicate(site);
    } finally {
      await producer.stop();
    }
  } finally {
    await site.stop();
  }
}

async function replicate(site: Site): Promise<Played> {
  const { slack } = site;
  await slack.type(people.maya.id, channel, '/replicate sanfrancisco/activity newyork');
  const question = await find(site, 'the approval', ({ key }) => key === 'consent');
  await slack.press(people.noor.id, question.message, 'approve', { confirm: true });
  await find(site, 'the outcome', ({ key }) => key === 'outcome');
  await find(site, "the card's last edit", ({ key, message }) => key === 'card' && ended(message));
  return { thread: await read(site), question };
}

async function find(site: Site, what: string, is: (shown: Shown) => boolean): Promise<Shown> {
  return site.slack.waitFor(async () => (await read(site)).find(is), { timeoutMs: waitMs, what });
}

async function read({ slack }: Site): Promise<Shown[]> {
  const seen = await slack.see(people.maya.id, channel);
  const card = seen.find((message) => keyOf(message) === 'card');
  if (!card) return [];
  const thread = await slack.thread(people.maya.id, channel, card.ts);
  return thread.map((message) => ({ key: keyOf(message), message }));
}

/** Which of a request's messages it is: the bot keeps that in the metadata. */
function keyOf({ metadata }: SeenMessage): string {
  const { key } = (metadata?.event_payload ?? {}) as { key?: string };
  return key ?? '';
}

/** The card is edited at most every few seconds. */
function ended(card: SeenMessage): boolean {
  return /Set up |Ended /.test(plain(card));
}
