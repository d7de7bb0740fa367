/** Requests whose consents expire within seconds, beside others that wait for as long as it takes. */

import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { EventOf } from '../../src/jobs/events.ts';
import { fold } from '../../src/jobs/fold.ts';
import { newRequestId } from '../../src/jobs/ids.ts';
import { signRequest, signSeal } from '../../src/jobs/signing.ts';
import { createStore } from '../../src/jobs/store.ts';
import type { Bench } from './bench.ts';
import type { LoggedEvent } from './check.ts';
import { nameIn, type Scene } from './grounds.ts';

type Requested = EventOf<'requested'>;

/** Long enough for everything to be made ready before. */
const expires = 25_000;

/**
 * Written down as a bot would whose settings have consents expire so soon.
 * @param clean the log of a clean run of its procedure, which begins with what a bot has written
 */
export async function beginExpiring(
  { site, announce }: Bench,
  scene: Scene,
  clean: readonly LoggedEvent[],
): Promise<string> {
  const key = createPrivateKey(site.env('bot')['CONSENT_SIGNING_KEY'] ?? '');
  const event = requested(scene, clean[0] as LoggedEvent, key);
  const store = createStore(site.connection, () => undefined, {
    seal: (head) => signSeal(key, head),
  });
  announce(scene.source, scene.way.procedure, event.request);
  await store.begin([event], event.request);
  return event.request;
}

function requested(scene: Scene, clean: LoggedEvent, key: KeyObject): Requested {
  const { way, asker, about, channel } = scene;
  const like = JSON.parse(JSON.stringify(clean).replaceAll('NAME', nameIn(scene))) as Requested;
  const event: Requested = {
    ...like,
    request: newRequestId(),
    ...(about === null ? {} : { about }),
    ...(way.speaksFor === null
      ? { speaksFor: null, requester: { user: asker.id, via: asker.id } }
      : {}),
    channel,
    consent: { expires, remind: null },
    at: Date.now(),
  };
  const { request, at } = event;
  return { ...event, signature: signRequest(key, { ...fold([event]), request, at }) };
}
