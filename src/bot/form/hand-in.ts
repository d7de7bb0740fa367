/** A form that is handed in: begun as a command would be, or refused at the field that is at fault. */

import { createHash } from 'node:crypto';
import type { ModalView } from '@slack/types';
import type { Refused, Who } from '../admission.ts';
import { wordsFor } from '../ask.ts';
import type { Wish } from '../begin.ts';
import type { Message } from '../views/index.ts';
import { type Field, type Filled, fields, filledIn, type Origin, readOrigin } from './fields.ts';
import type { FormSettings, OpenForm } from './form.ts';
import { namesIn } from './names.ts';
import { plainly } from './plainly.ts';
import { type Faults, read } from './read.ts';
import { formView, shownAs } from './view.ts';

export interface HandedIn {
  /** What Slack is answered; undefined closes the form. */
  readonly reply: Reply | undefined;
  /** The requests that were begun, now or by the same form. */
  readonly requests: readonly string[];
  /** What the person alone is told, and where. */
  readonly told: Told | null;
}

export type Reply =
  | { readonly response_action: 'errors'; readonly errors: Record<string, string> }
  | { readonly response_action: 'update'; readonly view: ModalView };

export interface Told {
  readonly channel: string;
  readonly thread: string | null;
  readonly message: Message;
}

export function createHandIn(given: FormSettings): (who: Who, form: OpenForm) => Promise<HandedIn> {
  const { clusters, ask, directory, onError } = given;

  return async (who, form) => {
    const origin = readOrigin(form.private_metadata);
    const filled = filledIn(form.state);
    const reading = read(filled, clusters);
    if (reading.kind === 'faulty') return atFields(reading.faults);
    if (reading.kind === 'open') return atFields(missing(reading.missing));
    const channel = filled.channel ?? origin.channel;
    if (channel === null) return atFields(missing(['channel']));
    const { plan } = reading;
    try {
      const wish = { procedure: filled.how, plan, change: null };
      const delivery = deliveryOf(form.id, wish, channel);
      const answer = await ask.begin({ ...who, channel, delivery }, [wish]);
      const { requests, message, part, repeated } = answer;
      if (part && message) return await refuse(form, origin, filled, { part, message });
      const thread = channel === origin.channel ? origin.thread : null;
      const told = message && !repeated ? { channel, thread, message } : null;
      return { reply: undefined, requests, told };
    } catch (error) {
      onError('form', error);
      return instead(origin, filled, { part: 'person', message: wordsFor(error) });
    }
  };

  /** Under its field; where there is none for it, in a line of the form, which keeps what is filled in. */
  async function refuse(
    form: OpenForm,
    origin: Origin,
    filled: Filled,
    refused: Refused,
  ): Promise<HandedIn> {
    const field = refused.part === 'person' ? null : fieldOf[refused.part];
    const isThere = field && form.blocks.some(({ block_id }) => block_id === fields[field]);
    if (!isThere) return instead(origin, filled, refused);
    const { text } = refused.message;
    return atFields({ [field]: plainly(text, await namesIn(text, directory)) });
  }

  function instead(origin: Origin, filled: Filled, refused: Refused): HandedIn {
    const view = formView(shownAs(origin, filled, refused, clusters));
    return { reply: { response_action: 'update', view }, requests: [], told: null };
  }
}

const fieldOf = { source: 'stream', replica: 'to', channel: 'channel' } as const;

function atFields(faults: Faults): HandedIn {
  const errors = Object.fromEntries(
    Object.entries(faults).map(([field, fault]) => [fields[field as Field], fault]),
  );
  return { reply: { response_action: 'errors', errors }, requests: [], told: null };
}

function missing(which: readonly Field[]): Faults {
  return Object.fromEntries(which.map((field) => [field, 'Nothing is chosen here yet.']));
}

/**
 * What Slack sends again is the same form with the same in it. One whose answer was lost, and that is filled in
 * anew before it is handed in again, asks for something else.
 */
function deliveryOf(view: string, { procedure, plan }: Wish, channel: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([procedure, plan, channel]))
    .digest('hex');
  return `${view}-${digest.slice(0, 16)}`;
}
