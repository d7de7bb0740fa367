/** What people only ask: answered from what is written down, and from a look that is made for them. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { History } from '../jobs/history.ts';
import type { Replication, Replications } from '../jobs/replications.ts';
import type { Store } from '../jobs/store.ts';
import { orUnread } from '../jobs/unread.ts';
import type { Verdicts } from '../jobs/watch/judge.ts';
import type { Observation, Observations } from '../jobs/watch/observation.ts';
import type { Schedule } from '../jobs/watch/schedule.ts';
import type { StreamPath } from '../mapr/path.ts';
import type { Query } from './grammar.ts';
import type { People } from './people.ts';
import type { Message } from './views/index.ts';
import * as views from './views/queries.ts';

export type Queries = (query: Query) => Promise<Message>;

export interface QueriesSettings {
  readonly store: Pick<Store, 'read'>;
  readonly replications: Pick<Replications, 'newest' | 'of'>;
  readonly history: Pick<History, 'of'>;
  readonly observations: Pick<Observations, 'read'>;
  readonly verdicts: Pick<Verdicts, 'read'>;
  readonly schedule: Pick<Schedule, 'lookNow'>;
  readonly people: Pick<People, 'ownersOf'>;
  readonly linkNow: (request: string) => Promise<string | null>;
}

/** How many a list shows. */
const mostShown = 20;
/** So long is waited for a look; a cluster may take a second a command. */
const lookMs = 25_000;
const pollMs = 100;

export function createQueries(given: QueriesSettings): Queries {
  const { store, replications, history, observations, verdicts, schedule, people } = given;

  return (query) => {
    switch (query.kind) {
      case 'list':
        return list(query.cluster);
      case 'owners':
        return Promise.resolve(views.owners(query.stream, people.ownersOf(query.stream)));
      case 'history':
        return past(query.stream);
      case 'status':
        return 'request' in query.of ? ofRequest(query.of.request) : ofStream(query.of.stream);
    }
  };

  async function list(cluster: string | null): Promise<Message> {
    const { shown, total } = await replications.newest(cluster, mostShown);
    return views.list(await Promise.all(shown.map(told)), total, cluster);
  }

  async function told(replication: Replication): Promise<views.Told> {
    const [verdict, link] = await Promise.all([
      verdicts.read(replication),
      linkTo(replication.request),
    ]);
    return { replication, verdict, link };
  }

  async function past(stream: StreamPath): Promise<Message> {
    const requests = await history.of(stream, mostShown + 1);
    const shown = await Promise.all(
      requests.slice(0, mostShown).map(async (request) => {
        const [state, link] = await Promise.all([orUnread(store.read(request)), linkTo(request)]);
        return { request, state, link };
      }),
    );
    return views.past(stream, shown, requests.length > mostShown);
  }

  async function ofRequest(request: string): Promise<Message> {
    const state = await orUnread(store.read(request));
    return views.requestStatus(request, state, await linkTo(request));
  }

  /** The other ends are looked at as well, where the bot knows them: only so it can be told whether messages arrive. */
  async function ofStream(stream: StreamPath): Promise<Message> {
    const known = await replications.of(stream);
    const others = known.map(({ source, replica }) => (source === stream ? replica : source));
    const [seen] = await Promise.all([stream, ...others].map(look));
    const all = await Promise.all(known.map(told));
    return views.streamStatus(stream, seen ?? null, all);
  }

  /** @returns what was seen now; or last, where nobody has looked in time */
  async function look(stream: StreamPath): Promise<Observation | null> {
    const asked = Date.now();
    await schedule.lookNow(stream);
    while (Date.now() - asked < lookMs) {
      const seen = await observations.read(stream);
      if (seen && seen.at >= asked) return seen;
      await sleep(pollMs);
    }
    return observations.read(stream);
  }

  function linkTo(request: string): Promise<string | null> {
    return given.linkNow(request).catch(() => null);
  }
}
