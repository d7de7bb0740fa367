/**
 * Puts one message where it belongs, once. Slack's post is not idempotent, and its answer can be
 * lost: the intent is written down before, and where an earlier attempt never told how it ended,
 * the channel is searched for our own message first.
 */

import { createHash } from 'node:crypto';
import type { WebClient } from '@slack/web-api';
import { isError } from './directory.ts';
import {
  deletePace,
  ephemeralPace,
  type Pace,
  type Pacer,
  postPace,
  type Turn,
  updatePace,
} from './pacer.ts';
import { batchKey, type Posted, type PostedMessages } from './posted.ts';
import { postingMs } from './slack-app.ts';
import { faultOf, Limited, mayHaveHappened, Refused, TryLater } from './slack-faults.ts';
import { createStanding, eventType } from './standing.ts';
import type { Message } from './views/index.ts';

export interface Address {
  readonly request: string;
  readonly key: string;
  readonly channel: string;
  /** The message that this one answers; none for the card. */
  readonly thread?: string | undefined;
  readonly broadcast?: boolean;
  /** When the request was made, in milliseconds: a message of it is not older. */
  readonly since: number;
}

/** `shown` is the hash of what the message says, kept to tell later whether it has changed. */
export interface Delivery {
  /** @throws TryLater, BlocksRefused, or Slack's own error where it says no for good */
  post(address: Address, message: Message, shown: string): Promise<Posted>;
  update(address: Address, posted: Posted, message: Message, shown: string): Promise<void>;
  /** To one person alone; not repeated where the answer is lost. */
  whisper(address: Address, user: string, message: Message, shown: string): Promise<void>;
  /** A direct message, once; where its answer was lost, again, as it cannot be searched for. Not again where Slack says no. */
  notify(request: string, user: string, key: string, message: Message): Promise<void>;
  /** Takes a message away, if it is still there. */
  remove(request: string, message: Pick<Posted, 'channel' | 'ts'>): Promise<void>;
}

/** It is gone already, or the workspace keeps its apps from deleting: left at that. */
const notToDelete = [
  'message_not_found',
  'cant_delete_message',
  'compliance_exports_prevent_deletion',
];

/** How long an attempt to post can take: Slack answers within the client's time, or is given up. */
const attemptMs = postingMs + 3_000;

/** After a refusal it is tried again when as much time has passed as it has lasted: 1, 2, 4 … 60 seconds. */
const refusedMs = { least: 1_000, most: 60_000 };

export function createDelivery(client: WebClient, pacer: Pacer, posted: PostedMessages): Delivery {
  const standing = createStanding(client, pacer, translated);
  return { post, update, whisper, notify, remove };

  async function post(address: Address, message: Message, shown: string): Promise<Posted> {
    const { request, key, channel, thread, broadcast = false } = address;
    const before = await posted.attempts(request, key, address, attemptMs);
    // Two bots can be at one message: one that lost its lock, say, while Redis stood still.
    if (before.kind === 'posted') return before.posted;
    if (before.kind === 'wait') throw new TryLater(before.ms, 'it may be on its way already');
    if (before.kind === 'none' && before.forgot) {
      await remember(address, before.forgot);
      return post(address, message, shown);
    }
    const earlier = before.kind === 'open' ? await postedEarlier(address) : null;
    if (earlier) return keep(address, earlier, '');
    const pace = postPace(channel);
    await paced(pace, address);
    if (!(await posted.intend(request, key, before.seen))) {
      throw new TryLater(0, 'another bot posts it meanwhile');
    }
    try {
      const { ts } = await client.chat.postMessage({
        channel,
        text: message.text,
        blocks: [...message.blocks],
        metadata: { event_type: eventType, event_payload: { request, key } },
        unfurl_links: false,
        unfurl_media: false,
        ...(thread === undefined ? {} : { thread_ts: thread, reply_broadcast: broadcast }),
      } as Parameters<typeof client.chat.postMessage>[0]);
      return await keep(address, ts ?? '', shown);
    } catch (error) {
      // What an earlier attempt left open stays open: it may still turn up.
      const isOver = before.kind === 'none' && !mayHaveHappened(error);
      await (isOver ? posted.withdraw : posted.leaveOpen)(request, key);
      throw await translated(error, pace, request);
    }
  }

  async function update(
    address: Address,
    known: Posted,
    message: Message,
    shown: string,
  ): Promise<void> {
    const { request, key } = address;
    const { channel, ts } = known;
    try {
      await paced(updatePace, address);
      await client.chat.update({ channel, ts, text: message.text, blocks: [...message.blocks] });
      await posted.save(request, key, { ...known, hash: shown, at: Date.now() });
    } catch (error) {
      // Somebody has deleted it: it is posted again.
      if (isError(error, 'message_not_found')) {
        const isFirst = (key === 'card' || key === batchKey) && known.thread === undefined;
        await (isFirst ? posted.forgetAll(request) : posted.forget(request, key));
        throw new TryLater(0, 'the message was deleted');
      }
      throw await translated(error, updatePace, request);
    }
  }

  async function whisper(
    address: Address,
    user: string,
    message: Message,
    shown: string,
  ): Promise<void> {
    const { request, key, channel } = address;
    if (!(await posted.sayOnce(request, key))) return;
    try {
      await paced(ephemeralPace);
      const { text, blocks } = message;
      await client.chat.postEphemeral({ channel, user, text, blocks: [...blocks] });
      await posted.save(request, key, { channel, ts: '', hash: shown, at: Date.now() });
    } catch (error) {
      if (!mayHaveHappened(error)) await posted.withdraw(request, key);
      throw await translated(error, ephemeralPace, request);
    }
  }

  async function notify(
    request: string,
    user: string,
    key: string,
    { text, blocks }: Message,
  ): Promise<void> {
    if (!(await posted.sayOnce(request, key))) return;
    const pace = postPace(user);
    try {
      await paced(pace);
      await client.chat.postMessage({ channel: user, text, blocks: [...blocks] });
    } catch (error) {
      if (!(faultOf(error, key) instanceof Refused)) await posted.withdraw(request, key);
      throw await translated(error, pace, request);
    }
  }

  async function remove(
    request: string,
    { channel, ts }: Pick<Posted, 'channel' | 'ts'>,
  ): Promise<void> {
    try {
      await paced(deletePace);
      await client.chat.delete({ channel, ts });
    } catch (error) {
      if (!isError(error, ...notToDelete)) throw await translated(error, deletePace, request);
    }
    await posted.takenAway(request, ts);
  }

  async function keep({ request, key, channel, thread }: Address, ts: string, hash: string) {
    const known: Posted = { channel, ts, thread, hash, at: Date.now() };
    await posted.save(request, key, known);
    return known;
  }

  /** @returns the timestamp of a message that an attempt without an answer has left in Slack after all */
  async function postedEarlier(address: Address): Promise<string | null> {
    for await (const { key, ts } of standing(address)) if (key === address.key) return ts;
    return null;
  }

  /** Redis may have gone back in time, Slack has not: what stands there is written down again, and said to be stale. */
  async function remember(address: Address, server: string): Promise<void> {
    const { request, thread } = address;
    const known = await posted.read(request);
    for await (const { key, ts, within } of standing(address)) {
      // What is shown in the channel as well is of its thread.
      if (known.has(key) || within !== thread) continue;
      await keep({ ...address, key }, ts, '');
    }
    await posted.distrust(request, [...known.keys()]);
    await posted.lookedThrough(request, address, server);
  }

  async function paced(pace: Pace, address?: Address): Promise<void> {
    const ms = await pacer.take(pace, address && turnOf(address, pace));
    if (ms > 0) throw new TryLater(ms, `Slack's limit for ${pace.what}`);
  }

  async function translated(error: unknown, pace: Pace, request: string): Promise<unknown> {
    const fault = faultOf(error, pace.what);
    if (fault instanceof Limited) await pacer.hold(pace, fault.ms);
    if (!(fault instanceof Refused)) return fault;
    const lasted = Date.now() - (await posted.refused(request));
    const { least, most } = refusedMs;
    return new Refused(Math.min(Math.max(lasted, least), most), fault.code);
  }
}

/**
 * A card has to be there before it can be kept current, and a question is waited for by people: both are posted before what
 * is told in threads. A button that no longer holds is taken away before anything else is edited.
 */
function turnOf({ request, key, broadcast = false }: Address, pace: Pace): Turn {
  const isCard = key === 'card' || key === batchKey;
  return { of: `${request} ${key}`, urgent: broadcast || (isCard && pace !== updatePace) };
}

/** Of what is shown in a place, kept to tell later whether that has changed. */
export function hashOf(shown: unknown): string {
  return createHash('sha256').update(JSON.stringify(shown)).digest('base64url');
}
