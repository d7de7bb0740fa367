/** `/replicate audit`: posts a request's trail as a file into its thread, for those whom it concerns. */

import type { KeyObject } from 'node:crypto';
import { createPublicKey } from 'node:crypto';
import {
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  type WebClient,
} from '@slack/web-api';
import { audit } from '../jobs/audit.ts';
import { readTrail } from '../jobs/entries.ts';
import { keys } from '../jobs/keys.ts';
import type { Seals } from '../jobs/seal.ts';
import type { Connection } from '../jobs/store.ts';
import { printTrail } from '../jobs/trail.ts';
import type { Click, Decide } from './decide.ts';
import { type Posted, type PostedMessages, rootOf } from './posted.ts';
import type { Message } from './views/index.ts';
import * as words from './views/trail.ts';

export interface AuditSettings {
  readonly redis: Connection;
  readonly client: WebClient;
  readonly decide: Pick<Decide, 'mayAudit'>;
  readonly posted: Pick<PostedMessages, 'cardOf'>;
  readonly seals: Seals;
  readonly signingKey: KeyObject;
  readonly linkTo: (message: Posted) => string;
  readonly onError: (what: string, error: unknown) => void;
}

/** @returns what the person alone is told; null where the same delivery of the command is answered already */
export type PostTrail = (click: Click, delivery: string) => Promise<Message | null>;

/** How long a delivery is remembered; Slack gives up after minutes. */
const deliverySeconds = 24 * 3600;

export function createPostTrail(given: AuditSettings): PostTrail {
  const { redis, client, decide, posted, seals, signingKey, linkTo, onError } = given;
  const key = createPublicKey(signingKey);

  return async (click, delivery) => {
    const { request } = click;
    const decision = await decide.mayAudit(click);
    if (decision.kind === 'refused') return words.noTrail(decision.why, request);
    const isFirst = await redis.set(keys.seen(delivery), request, 'EX', deliverySeconds, 'NX');
    if (!isFirst) return null;
    // What has just been written down is sealed first, so that the trail can be proven whole.
    await seals.advance(request);
    const trail = await readTrail(redis, request);
    const card = await posted.cardOf(request);
    if (!trail || !card) return words.trailWithoutThread(request);
    const found = audit(trail, key);
    try {
      await client.filesUploadV2({
        channel_id: card.channel,
        thread_ts: rootOf(card),
        filename: `replicate-${request}.jsonl`,
        file: Buffer.from(printTrail(trail)),
        initial_comment: words.trailHere(click.user, found),
      });
    } catch (error) {
      onError(request, error);
      return words.trailRefused(request, whyNot(error));
    }
    return words.trailPosted(request, linkTo(card), found);
  };
}

/** Slack's own word, or null where it did not answer: the file may be there all the same. */
function whyNot(error: unknown): string | null {
  if (error instanceof WebAPIRateLimitedError) {
    return `it asks to wait for ${error.retryAfter} seconds`;
  }
  if (error instanceof WebAPIPlatformError) return error.data.error;
  return error instanceof WebAPIRequestError ? null : 'the upload failed';
}
