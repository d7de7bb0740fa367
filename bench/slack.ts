/** How many calls Slack is sent for many requests in one channel, and how old their cards get under its limits. */

import { wholeThread } from '../test/e2e/whole.ts';
import { type Bench, type Row, reached, type Scale } from './bench.ts';
import { digits, median, percentile, time } from './numbers.ts';
import { delaysOf, fewestCalls, oldFor } from './slack/ages.ts';
import { oldestWhole, oneEach, played } from './slack/limits.ts';
import { type BusySite, type Card, startBusySite } from './slack/site.ts';

const limitMs = 5_000;

export const slack: Bench = {
  name: 'slack',
  title: 'Calls to Slack, and how soon cards show a change, for many requests at once in a channel',
  async run(scale) {
    const count = scale.quick ? 3 : 100;
    const site = await startBusySite({ quick: scale.quick, commandMs: scale.quick ? 0 : 1_000 });
    try {
      const begun = performance.now();
      const told = (what: string) =>
        scale.say(`${time(performance.now() - begun)}: ${count} requests ${what}`);
      const requests = await site.begin(count);
      told('begun');
      await site.untilEnded(requests);
      told('ended');
      await site.untilShown(requests);
      told('shown by their cards');
      const cards = await Promise.all(requests.map((request) => site.cardOf(request)));
      const until = (await site.calls()).length;
      await site.untilAllSaid(requests, wholeThread.length);
      told('told in their threads, without limits');
      await mustBeSaidOnce(site, requests);
      return report(scale, cards, await callsOf(site, until));
    } finally {
      await site.stop();
    }
  },
};

/** @throws where a message is missing, there twice, or out of order; or where a card ends as its log does not */
async function mustBeSaidOnce(site: BusySite, requests: readonly string[]): Promise<void> {
  const said = await site.said(requests);
  for (const request of requests) {
    const keys = said.get(request) ?? [];
    if (JSON.stringify(keys) !== JSON.stringify(wholeThread)) {
      throw new Error(`of ${request} stands in Slack: ${keys.join(', ')}`);
    }
    const { changes, shown } = await site.cardOf(request);
    if (shown.at(-1)?.upTo !== changes.length) throw new Error(`the card of ${request} is old`);
  }
}

interface Calls {
  readonly posts: number;
  readonly edits: number;
  readonly others: number;
  /** Answered with 429, while the limits were Slack's. */
  readonly limited: number;
}

/** @param until how many were made while the limits were Slack's */
async function callsOf(site: BusySite, until: number): Promise<Calls> {
  const all = await site.calls();
  const of = (method: string) => all.filter((call) => call.method === method).length;
  const [posts, edits] = [of('chat.postMessage'), of('chat.update')];
  const limited = all.slice(0, until).filter(({ status }) => status === 429).length;
  return { posts, edits, others: all.length - posts - edits, limited };
}

/** How old cards are where calls are made in one way. */
interface Ages {
  readonly calls: number;
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
  /** Of the time of all cards, from the first command until the last card is up to date. */
  readonly oldShare: number;
}

function agesOf(cards: readonly Card[]): Ages {
  const delays = cards.flatMap(({ changes, shown }) =>
    delaysOf(changes, shown).map((delay) => delay ?? Number.POSITIVE_INFINITY),
  );
  const begun = Math.min(...cards.map(({ changes }) => changes[0] ?? 0));
  const over = Math.max(...cards.map(({ shown }) => shown.at(-1)?.at ?? 0));
  const old = cards.reduce((sum, { changes, shown }) => sum + oldFor(changes, shown, limitMs), 0);
  return {
    calls: cards.reduce((sum, { shown }) => sum + shown.length, 0),
    p50: median(delays),
    p99: percentile(delays, 0.99),
    most: Math.max(...delays),
    oldShare: old / (cards.length * Math.max(1, over - begun)),
  };
}

function report(scale: Scale, cards: readonly Card[], calls: Calls) {
  const changes = cards.map((card) => card.changes);
  const by = (choose: typeof oneEach): Ages => {
    const shown = played(changes, choose);
    return agesOf(changes.map((each, at) => ({ changes: each, shown: shown[at] ?? [] })));
  };
  const [ours, each, best] = [agesOf(cards), by(oneEach), by(oldestWhole)];
  const fewest = changes.reduce((sum, of) => sum + fewestCalls(of, limitMs), 0);
  const all = changes.reduce((sum, of) => sum + of.length, 0);
  const count = cards.length;
  const perRequest = (calls: number) => digits(calls / count);
  const row = (what: string, read: (ages: Ages) => number): Row => ({
    what: `until a card shows a change, ${what}`,
    measured: time(read(ours)),
    beside: `one call per change ${time(read(each))}; oldest card first ${time(read(best))}`,
    ratio: read(ours) / read(best),
    target: `${time(limitMs)}, or within 1.2 of what the limits allow`,
    met: reached(scale, read(ours) <= Math.max(limitMs, 1.2 * read(best))),
  });
  return {
    rows: [
      {
        what: 'calls per request for its card',
        measured: perRequest(ours.calls),
        beside: `one call per change ${perRequest(all)}`,
        ratio: ours.calls / all,
        target: `${perRequest(fewest)}, with which no card would be older than ${time(limitMs)}`,
        met: reached(scale, ours.calls <= fewest),
      },
      {
        what: 'all calls per request',
        measured: perRequest(calls.posts + calls.edits + calls.others),
        beside: `posts ${perRequest(calls.posts)}, edits ${perRequest(calls.edits)}, others ${perRequest(calls.others)}`,
        ratio: null,
        target: '',
        met: null,
      },
      row('p50', ({ p50 }) => p50),
      row('p99', ({ p99 }) => p99),
      row('most', ({ most }) => most),
      {
        what: `share of the time in which a card is older than ${time(limitMs)}`,
        measured: percent(ours.oldShare),
        beside: `one call per change ${percent(each.oldShare)}; oldest card first ${percent(best.oldShare)}`,
        ratio: best.oldShare > 0 ? ours.oldShare / best.oldShare : null,
        target: 'within 1.2 of what the limits allow',
        met: reached(scale, ours.oldShare <= 1.2 * best.oldShare),
      },
      {
        what: 'calls answered with 429',
        measured: String(calls.limited),
        beside: '',
        ratio: null,
        target: 'none',
        met: reached(scale, calls.limited === 0),
      },
    ],
    notes: [
      `${count} requests by as many commands at once, in one channel; each command of a cluster takes a second, and each cluster runs 20 steps and 20 copies at once. The owner says yes as soon as the log asks, so that no question in Slack is waited for.`,
      'Slack’s limits, as the simulated Slack has them: a post a second in the channel with a burst of 5, 50 edits a minute in the workspace with a burst of 50. The bot keeps to the same paces, and lets three posts and ten edits come at once.',
      `The cards’ ${all} changes come from the logs, each rendered again. One call per change, in the order in which they came, and oldest card first, with all of its changes in one call, are played over the same changes with the same limiter, without a delay and with nothing else posted: the latter is what the limits allow.`,
      `Each request has ${wholeThread.length - 1} more messages in its thread, which share the channel’s posts with the cards: at a post a second, ${count * wholeThread.length} posts take ${digits((count * wholeThread.length) / 60)} minutes. Times are taken until the last card is up to date; then the limits are lifted, and what is left is posted.`,
      'Every card ends as its log says, each message is there once and in order: nothing is lost, and nothing is there twice.',
    ],
  };
}

function percent(share: number): string {
  return `${digits(share * 100)} %`;
}
