import type { Core } from '../core.ts';
import { secret } from './ids.ts';
import type { Message, Trigger } from './types.ts';

/**
 * A trigger id: proof of a fresh act of this person (slack.md B1: 3 s, one use).
 * @param channel the one that they look at
 */
export function newTrigger(core: Core, user: string, channel?: string): string {
  const id = `${core.clock.now()}.${core.triggers.size + 1}.${secret()}`;
  core.triggers.set(id, { user, channel, at: core.clock.now(), used: false });
  return id;
}

/** Uses up a trigger id: whose it was, or Slack's error. */
export function takeTrigger(
  core: Core,
  id: string,
): Pick<Trigger, 'user' | 'channel'> | { error: string } {
  const trigger = core.triggers.get(id);
  if (trigger === undefined) return { error: 'invalid_trigger_id' };
  if (trigger.used) return { error: 'exchanged_trigger_id' };
  if (core.clock.now() - trigger.at > core.settings.timing.triggerMs) {
    return { error: 'expired_trigger_id' };
  }
  trigger.used = true;
  return trigger;
}

/** A response URL (slack.md B1: 30 minutes, 5 uses). */
export function newResponseUrl(
  core: Core,
  kind: 'commands' | 'actions',
  of: { readonly user: string; readonly channel: string; readonly original?: Message },
): string {
  const number = core.responseUrls.size + 1;
  const path = `/hooks/${kind}/${core.settings.team.id}/${number}/${secret()}`;
  core.responseUrls.set(path, { at: core.clock.now(), uses: 0, ...of });
  return `${core.url}${path}`;
}
