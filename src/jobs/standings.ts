/** How many requests under way stand where, without a look at any of them: brought into line with the logs at every change. */

import { keys } from './keys.ts';
import { carriedOut } from './redis.ts';
import { askedSide, type RequestState } from './state.ts';
import type { Connection } from './store.ts';

/** `waiting`: for an owner. `failed` and `undo-failed`: for people to press a button. */
export const standings = ['running', 'waiting', 'failed', 'undoing', 'undo-failed'] as const;
export type Standing = (typeof standings)[number];

export interface Standings {
  note(state: RequestState): Promise<void>;
  counts(): Promise<Readonly<Record<Standing, number>>>;
}

export function standingOf(state: RequestState): Standing | null {
  if (state.phase === 'ended') return null;
  return askedSide(state) ? 'waiting' : state.phase;
}

export function createStandings(redis: Connection): Standings {
  return {
    async note(state) {
      const now = standingOf(state);
      const batch = redis.multi();
      for (const each of standings) {
        if (each === now) batch.sadd(keys.standing(each), state.id);
        else batch.srem(keys.standing(each), state.id);
      }
      await carriedOut(batch);
    },
    async counts() {
      const all = await Promise.all(
        standings.map(async (each) => [each, await redis.scard(keys.standing(each))] as const),
      );
      return Object.fromEntries(all) as Record<Standing, number>;
    },
  };
}
