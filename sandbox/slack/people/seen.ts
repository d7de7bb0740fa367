import type { HomeView, ModalView } from '@slack/types';
import type { SeenFile, SeenMessage, SeenView } from '../control/sights.ts';
import type { Core } from '../core.ts';
import { isRecord, string } from '../json.ts';
import { repliesTo } from '../world/messages.ts';
import type { Message, Person, StoredFile, View } from '../world/types.ts';
import { heldBy } from './state.ts';

/** A message as this person's client shows it. */
export function seen(core: Core, person: Person, message: Message): SeenMessage {
  return {
    channel: message.channel,
    ts: message.ts,
    user: message.user,
    author: core.people.get(message.user)?.name ?? message.user,
    byApp: message.byApp,
    text: message.text,
    blocks: message.blocks,
    state: heldBy(message, person.id),
    ephemeral: message.to !== undefined,
    broadcast: message.broadcast,
    edited: message.edited !== undefined,
    replies: repliesTo(core, message).length,
    files: message.files
      .map((id) => core.files.get(id))
      .filter((file) => file !== undefined)
      .map(seenFile),
    names: names(core, [message.text, message.blocks]),
    tz: person.tz,
    ...(message.threadTs === undefined ? {} : { threadTs: message.threadTs }),
    ...(message.metadata === undefined ? {} : { metadata: message.metadata }),
  };
}

export function seenView(core: Core, person: Person, view: View): SeenView {
  const words = (value: unknown) => (isRecord(value) ? string(value['text']) : '');
  const { given } = view;
  const stack = core.modals.get(person.id) ?? [];
  return {
    id: view.id,
    type: view.type,
    callbackId: string(given['callback_id']),
    title: words(given['title']),
    ...(given['submit'] === undefined ? {} : { submit: words(given['submit']) }),
    ...(given['close'] === undefined ? {} : { close: words(given['close']) }),
    blocks: view.blocks,
    privateMetadata: string(given['private_metadata']),
    hash: view.hash,
    state: view.state,
    depth: Math.max(0, stack.indexOf(view)),
    errors: view.errors,
    names: names(core, view.blocks),
    tz: person.tz,
    // It has been through the schema of these types.
    raw: given as unknown as ModalView | HomeView,
  };
}

export function seenFile(file: StoredFile): SeenFile {
  const content = file.content ?? Buffer.alloc(0);
  const { id, name, title } = file;
  return { id, name, title, size: content.length, content: content.toString() };
}

/** Names of everybody and everything whose id occurs in it. */
function names(core: Core, what: unknown): Record<string, string> {
  const ids = new Set(JSON.stringify(what).match(/\b[A-Z][A-Z0-9]{2,}\b/g) ?? []);
  const found = [...ids].map((id) => [id, nameOf(core, id)] as const);
  return Object.fromEntries(
    found.filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function nameOf(core: Core, id: string): string | undefined {
  return core.people.get(id)?.name ?? core.groups.get(id)?.handle ?? core.channels.get(id)?.name;
}
