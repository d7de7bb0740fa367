import type { FeedBody, FeedEvent } from './control/sights.ts';

/** Everything that happens, in order. */
export interface Feed {
  tell(body: FeedBody): void;
  subscribe(listener: (event: FeedEvent) => void): () => void;
  /** What happened after event number `seq`. */
  since(seq: number): FeedEvent[];
}

export function feed(now: () => number): Feed {
  const events: FeedEvent[] = [];
  const listeners = new Set<(event: FeedEvent) => void>();
  return {
    tell(body) {
      const event: FeedEvent = { seq: events.length + 1, at: now(), ...body };
      events.push(event);
      for (const listener of [...listeners]) listener(event);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    since: (seq) => events.slice(seq),
  };
}
