/** The form that `/replicate` alone and the shortcuts open: shown, and kept up with what is filled in. */

import type { PlainTextOption } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Connection } from '../../jobs/store.ts';
import type { Refused, Who } from '../admission.ts';
import type { Ask } from '../ask.ts';
import { type Directory, isError } from '../directory.ts';
import type { ReadFile } from '../files.ts';
import type { People } from '../people.ts';
import { formNotOpened } from '../views/answers.ts';
import type { Message } from '../views/index.ts';
import {
  clusterOfValue,
  type Filled,
  filledIn,
  nothingFilledIn,
  type Origin,
  readOrigin,
  type State,
} from './fields.ts';
import { createHandIn, type HandedIn } from './hand-in.ts';
import { createHandInMany } from './hand-in-many.ts';
import { manyView } from './many.ts';
import { read } from './read.ts';
import { type Change, createShow } from './show.ts';
import type { KnownStreams } from './streams.ts';
import { suggest } from './suggest.ts';
import { formView, shownAs } from './view.ts';

/** A form as Slack tells of it. */
export interface OpenForm {
  readonly id: string;
  readonly hash: string;
  readonly private_metadata: string;
  readonly state: State;
  readonly blocks: readonly { readonly block_id?: string }[];
}

export interface Form {
  /**
   * Opens it, with all that needs no look: Slack takes no form that comes later than three seconds after the click.
   * @param place where it was asked for
   */
  open(who: Who, trigger: string, place: Omit<Origin, 'from'>): Promise<Opened>;
  /** Shows what came of a change. @param at Slack's time of it, in seconds */
  follow(who: Who, form: OpenForm, at: string): Promise<void>;
  /** What the menu of streams offers for what was typed. */
  offer(
    who: Who,
    form: Pick<OpenForm, 'private_metadata'>,
    typed: string,
  ): Promise<PlainTextOption[]>;
  handIn(who: Who, form: OpenForm): Promise<HandedIn>;
  /** Shows the form for several streams in its place. */
  openMany(form: OpenForm): Promise<void>;
  handInMany(who: Who, form: OpenForm): Promise<HandedIn>;
}

export interface Opened {
  /** For the person alone, where it could not be opened. */
  readonly message: Message | null;
  /** What takes longer: whether this person may ask here at all. */
  readonly look: () => Promise<void>;
}

export interface FormSettings {
  readonly clusters: readonly string[];
  readonly ask: Pick<Ask, 'begin' | 'review'>;
  readonly client: WebClient;
  /** A prompt one: a person waits. */
  readonly redis: Connection;
  readonly streams: Pick<KnownStreams, 'list'>;
  readonly people: Pick<People, 'entriesOf' | 'ownersOf'>;
  readonly directory: Pick<Directory, 'nameOf'>;
  readonly readFile: ReadFile;
  readonly onError: (what: string, error: unknown) => void;
}

export function createForm(given: FormSettings): Form {
  const { clusters, ask, client, streams, people, onError } = given;
  const { arrived, show } = createShow(given.redis, client, onError);
  return {
    open,
    follow,
    offer,
    handIn: createHandIn(given),
    openMany,
    handInMany: createHandInMany(given, given.readFile),
  };

  async function openMany({ id, private_metadata }: OpenForm): Promise<void> {
    const view = manyView(readOrigin(private_metadata), clusters);
    await client.views.update({ view_id: id, view }).catch((error) => onError('form', error));
  }

  async function open(who: Who, trigger: string, place: Omit<Origin, 'from'>): Promise<Opened> {
    const origin = { ...place, from: null };
    const look = async () => undefined;
    try {
      const view = formView(shownAs(origin, nothingFilledIn, null, clusters));
      const { view: opened } = await client.views.open({ trigger_id: trigger, view });
      const change = { view: opened?.id ?? '', hash: opened?.hash ?? '', at: '0' };
      return { message: null, look: () => lookFirst(who, origin, change) };
    } catch (error) {
      // The same click was delivered twice, and the form stands open.
      if (isError(error, 'exchanged_trigger_id')) return { message: null, look };
      onError('form', error);
      return { message: formNotOpened(clusters), look };
    }
  }

  async function lookFirst(who: Who, origin: Origin, change: Change): Promise<void> {
    const refused = await review(who, origin, nothingFilledIn);
    if (!refused) return;
    await show(change, formView(shownAs(origin, nothingFilledIn, refused, clusters))).catch(
      (error) => onError('form', error),
    );
  }

  async function follow(who: Who, form: OpenForm, at: string): Promise<void> {
    const change = { view: form.id, hash: form.hash, at };
    try {
      await arrived(change);
      const filled = filledIn(form.state);
      const origin = { ...readOrigin(form.private_metadata), from: filled.from };
      const refused = await review(who, origin, filled);
      await show(change, formView(shownAs(origin, filled, refused, clusters)));
    } catch (error) {
      onError('form', error);
    }
  }

  /** What cannot be looked up now is looked up again when the form is handed in. */
  async function review(who: Who, origin: Origin, filled: Filled): Promise<Refused | null> {
    const reading = read(filled, clusters);
    const plan = reading.kind === 'plan' ? reading.plan : null;
    return ask.review(who, filled.channel ?? origin.channel, plan, filled.how).catch((error) => {
      onError('form', error);
      return null;
    });
  }

  async function offer(
    who: Who,
    form: Pick<OpenForm, 'private_metadata'>,
    typed: string,
  ): Promise<PlainTextOption[]> {
    const { from } = readOrigin(form.private_metadata);
    const on = from === null ? null : clusterOfValue(from, clusters);
    const owned = await ownedBy(who).catch((error) => {
      onError('form', error);
      return [];
    });
    return suggest(owned, on, typed);
  }

  /** Nobody is told of streams that they could not ask for. */
  async function ownedBy({ user }: Who) {
    const [known, entries] = await Promise.all([streams.list(), people.entriesOf(user)]);
    return known.filter((source) =>
      people.ownersOf(source).some((owner) => entries.includes(owner)),
    );
  }
}
