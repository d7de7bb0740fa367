import { type Clock, clock } from './clock.ts';
import type { ApiCall } from './control/sights.ts';
import { type FaultBook, faultBook } from './fault-book.ts';
import { type Feed, feed } from './feed.ts';
import type { WorkspaceOptions } from './options.ts';
import { type Settings, settings } from './settings.ts';
import { type RateLimiter, rateLimiter } from './web-api/rate-limit.ts';
import { buildChannels, buildGroups, buildPeople } from './world/build.ts';
import { type Ids, ids } from './world/ids.ts';
import type {
  Channel,
  Message,
  Person,
  ResponseUrl,
  StoredFile,
  Trigger,
  UserGroup,
  View,
} from './world/types.ts';

/** The whole state of a workspace. Functions take it as their first argument. */
export interface Core {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly feed: Feed;
  readonly ids: Ids;
  readonly faults: FaultBook;
  readonly limiter: RateLimiter;
  readonly people: Map<string, Person>;
  readonly groups: Map<string, UserGroup>;
  readonly channels: Map<string, Channel>;
  /** By channel and ts, oldest first; ephemeral and deleted ones too. */
  readonly messages: Map<string, Message>;
  /** Modals by person, the one on top last. */
  readonly modals: Map<string, View[]>;
  readonly homes: Map<string, View>;
  readonly files: Map<string, StoredFile>;
  readonly triggers: Map<string, Trigger>;
  /** By path. */
  readonly responseUrls: Map<string, ResponseUrl>;
  /** Tickets of apps.connections.open that no socket has used yet. */
  readonly tickets: Set<string>;
  readonly calls: ApiCall[];
  /** Ends every timer. */
  readonly life: AbortController;
  /** `http://127.0.0.1:<port>`, known once it listens. */
  url: string;
}

export function createCore(options: WorkspaceOptions): Core {
  const given = settings(options);
  const time = clock(options.clock);
  const people = buildPeople(options, given);
  return {
    settings: given,
    clock: time,
    feed: feed(time.now),
    ids: ids(time.now),
    faults: faultBook(),
    limiter: rateLimiter(given.rateLimits),
    people,
    groups: buildGroups(options, people),
    channels: buildChannels(options, people, given, time.now()),
    messages: new Map(),
    modals: new Map(),
    homes: new Map(),
    files: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    tickets: new Set(),
    calls: [],
    life: new AbortController(),
    url: '',
  };
}
