/** The server-sent events of the page's server: kept open, and open again after a break. */

import type { QueryClient } from '@tanstack/react-query';
import type { FeedEvent } from '../../slack/index.ts';
import type { SeenCluster } from '../wire.ts';
import { refresh } from './server.ts';

export interface Live {
  readonly connected: boolean;
  readonly clusters: readonly SeenCluster[] | undefined;
}

/** Many events come at once; what they change is asked for once. */
const gatherMs = 120;

export class Feed {
  #live: Live = { connected: true, clusters: undefined };
  #run: string | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #queries: QueryClient;

  constructor(queries: QueryClient) {
    this.#queries = queries;
    this.#open();
  }

  readonly live = (): Live => this.#live;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #open(): void {
    const source = new EventSource('/feed');
    const gathered = new Map<string, FeedEvent>();
    source.addEventListener('run', ({ data }) => this.#begin(JSON.parse(data)));
    source.addEventListener('clusters', ({ data }) => this.#tell({ clusters: JSON.parse(data) }));
    source.addEventListener('slack', ({ data }) => {
      const event: FeedEvent = JSON.parse(data);
      if (gathered.size === 0) {
        setTimeout(() => {
          for (const each of gathered.values()) refresh(this.#queries, each);
          gathered.clear();
        }, gatherMs);
      }
      const { seq: _, at: __, ...kind } = event;
      gathered.set(JSON.stringify({ ...kind, ts: undefined }), event);
    });
    source.addEventListener('error', () => {
      this.#tell({ connected: false });
      // The browser itself tries again, but not after an answer that was no stream.
      if (source.readyState !== EventSource.CLOSED) return;
      setTimeout(() => this.#open(), 1_000);
    });
  }

  /** Connected, for the first time or again: what was missed meanwhile is asked for. */
  #begin(run: string): void {
    if (this.#run !== undefined && this.#run !== run) location.reload();
    if (this.#run !== undefined) void this.#queries.invalidateQueries();
    this.#run = run;
    this.#tell({ connected: true });
  }

  #tell(change: Partial<Live>): void {
    this.#live = { ...this.#live, ...change };
    for (const listener of this.#listeners) listener();
  }
}
