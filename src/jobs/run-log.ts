/** What a run writes into its request's log: one write after another, each with all that has come about by then. */

import { Superseded } from './faults.ts';
import type { RequestState } from './state.ts';
import type { NewEvent, Store } from './store.ts';

type Decide = (now: RequestState) => readonly NewEvent[];

/** So long a note may wait for a write that takes it along, in milliseconds. A look or two fit in, where clusters are quick. */
const noteMs = 50;

export interface RunLog {
  /** As of the last write, or of the last read. */
  readonly state: RequestState;
  /**
   * Resolves when it is written, after all that was noted before.
   * @throws what `decide` throws, and what has kept an earlier note from being written
   */
  write(decide: Decide): Promise<RequestState>;
  /** For what nothing is decided by: it is written with the next write, or within a moment, and nobody waits for it. */
  note(event: NewEvent): void;
  /** Resolves when all that was noted is written, or cannot be. */
  settled(): Promise<void>;
}

/** @param mustHold throws where the run is over */
export function createRunLog(
  store: Store,
  begun: RequestState,
  mustHold: (now: RequestState) => void,
): RunLog {
  let state = begun;
  const noted: NewEvent[] = [];
  let last: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let fault: unknown = null;

  return {
    get state() {
      return state;
    },
    write(decide) {
      return next(() => put(decide));
    },
    note(event) {
      noted.push({ at: Date.now(), ...event });
      timer ??= setTimeout(writeNoted, noteMs);
    },
    async settled() {
      writeNoted();
      await last;
    },
  };

  function stopTimer(): void {
    clearTimeout(timer);
    timer = undefined;
  }

  function writeNoted(): void {
    stopTimer();
    next(async () => {
      if (noted.length > 0) await put(notEnded);
    }).catch((error) => {
      fault ??= error;
    });
  }

  function next<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  }

  async function put(decide: Decide): Promise<RequestState> {
    if (fault !== null) throw fault;
    let taken = 0;
    try {
      const appended = await store.append(state, (now) => {
        taken = 0;
        mustHold(now);
        const events = decide(now);
        taken = noted.length;
        return [...noted, ...events];
      });
      state = appended.state;
      return state;
    } finally {
      // Where `decide` has thrown, nothing was written: what was noted is for the next write.
      noted.splice(0, taken);
      if (noted.length === 0) stopTimer();
    }
  }
}

/** Behind the end nothing is written: a look of a request that had nothing to undo has nobody left to tell. */
export function notEnded(now: RequestState): [] {
  if (now.phase === 'ended') throw new Superseded(`request ${now.id} has ended`);
  return [];
}
