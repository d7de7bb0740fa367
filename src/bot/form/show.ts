/**
 * Shows a form that is open what came of its last change. Changes come close together, to any of the bots,
 * and are answered in any order: Redis knows which came last, and Slack's `hash` keeps an older answer from
 * being put over a newer one.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { keys } from '../../jobs/keys.ts';
import { script } from '../../jobs/script.ts';
import type { Connection } from '../../jobs/store.ts';
import { isError } from '../directory.ts';

/** One change of an open form. */
export interface Change {
  /** The view's id. */
  readonly view: string;
  /** Of the view as it was when it was changed. */
  readonly hash: string;
  /** Slack's time of it, in seconds; 0 for the opening. */
  readonly at: string;
}

export interface Show {
  /** Notes that there is such a change: an earlier one need not be answered any more. */
  arrived(change: Change): Promise<void>;
  /** Puts the view in place, unless a later change has come. Does nothing where the form is closed. */
  show(change: Change, view: ModalView): Promise<void>;
}

/** A form that is open for longer is answered all the same; only the order of its changes is forgotten. */
const keepSeconds = 24 * 3600;
const triesMs = [50, 100, 200, 400, 800];
/** Forms whose last change a bot itself remembers, for when Redis does not tell; each is open for minutes. */
const mostRemembered = 1_000;

/** Sets the fields after ARGV[3], unless they are there for a later time. */
const laterScript = script(`
  local at = redis.call('HGET', KEYS[1], ARGV[1])
  if at and tonumber(at) > tonumber(ARGV[2]) then return 0 end
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
  if ARGV[4] ~= '' then redis.call('HSET', KEYS[1], 'hash', ARGV[4]) end
  redis.call('EXPIRE', KEYS[1], ARGV[3])
  return 1
`);

/**
 * While Redis is away the form follows all the same, and what is answered last stands there: no commands
 * are left that are not those of what is filled in. Of the order of changes a bot then knows what came to itself.
 * @param onError told of what Redis did not take or tell
 */
export function createShow(
  redis: Connection,
  client: WebClient,
  onError: (what: string, error: unknown) => void,
): Show {
  const remembered = new Map<string, number>();
  return {
    arrived({ view, at }) {
      remember(view, Number(at));
      return note(view, 'seen', at, '');
    },
    async show(change, view) {
      let hash: string | undefined = change.hash;
      for (const ms of [0, ...triesMs]) {
        await sleep(ms);
        const last = await lastOf(change.view);
        const seen = Math.max(Number(last?.['seen'] ?? 0), remembered.get(change.view) ?? 0);
        if (seen > Number(change.at)) return;
        // An answer to an earlier change, that the person had not before their eyes.
        if (ms > 0) hash = last ? (last['hash'] ?? hash) : undefined;
        // What stands there is none that Redis was told of, as it was away; and this is the last change.
        if (ms === triesMs.at(-1) && seen === Number(change.at)) hash = undefined;
        const shown = await update(change.view, hash, view);
        if (shown === 'closed') return;
        if (shown !== 'overtaken') return note(change.view, 'at', change.at, shown.hash);
      }
      throw new Error(`the form ${change.view} shows something else than what was last filled in`);
    },
  };

  function remember(view: string, at: number): void {
    const last = remembered.get(view) ?? 0;
    remembered.delete(view);
    remembered.set(view, Math.max(last, at));
    if (remembered.size > mostRemembered) {
      remembered.delete(remembered.keys().next().value ?? '');
    }
  }

  async function note(view: string, field: string, at: string, hash: string): Promise<void> {
    await laterScript(redis, [keys.form(view)], field, at, keepSeconds, hash).catch((error) =>
      onError('form', error),
    );
  }

  /** @returns null where Redis does not tell */
  async function lastOf(view: string): Promise<Record<string, string> | null> {
    return redis.hgetall(keys.form(view)).catch((error) => {
      onError('form', error);
      return null;
    });
  }

  async function update(
    id: string,
    hash: string | undefined,
    view: ModalView,
  ): Promise<'closed' | 'overtaken' | { hash: string }> {
    try {
      const answer = await client.views.update({
        view_id: id,
        ...(hash === undefined ? {} : { hash }),
        view,
      });
      return { hash: answer.view?.hash ?? '' };
    } catch (error) {
      if (isError(error, 'hash_conflict')) return 'overtaken';
      if (isError(error, 'not_found', 'view_not_found')) return 'closed';
      throw error;
    }
  }
}
