import type { Attachment, FormValue } from '../control/acts.ts';
import type { Core } from '../core.ts';
import { type Json, list } from '../json.ts';
import { extension, wireFile } from '../web-api/wire-file.ts';
import type { Person, StoredFile } from '../world/types.ts';

/** Docs, "File input element": 10 MB a file; and 10 files, where the app says nothing else. */
const maxBytes = 10 * 1024 * 1024;
const maxFiles = 10;

/** The value of a file input after a person has chosen these. Throws where the client would not take them. */
export function attach(core: Core, person: Person, element: Json, chosen: FormValue): Json {
  const given = attachments(chosen);
  if (!given.some(({ unchecked }) => unchecked)) check(element, given);
  return { files: given.map((one) => wireFile(core, upload(core, person, one))) };
}

/** What is typed or picked. Throws if it is files. */
export function words(chosen: FormValue): string | readonly string[] {
  if (typeof chosen === 'string') return chosen;
  return chosen.map((one) => {
    if (typeof one === 'string') return one;
    throw new Error(`${one.name} can be attached in a file input only`);
  });
}

function attachments(chosen: FormValue): readonly Attachment[] {
  if (typeof chosen === 'string') throw new Error(`${chosen} is no file`);
  return chosen.map((one) => {
    if (typeof one !== 'string') return one;
    throw new Error(`${one} is no file`);
  });
}

function check(element: Json, given: readonly Attachment[]): void {
  const most = Number(element['max_files'] ?? maxFiles);
  if (given.length > most) throw new Error(`No more than ${most} may be attached`);
  const types = list(element['filetypes']).map((type) => String(type).toLowerCase());
  const other = given.find(({ name }) => !types.includes(extension(name)));
  if (types.length > 0 && other !== undefined) {
    throw new Error(`${other.name} is not of these types: ${types.join(', ')}`);
  }
}

function upload(core: Core, person: Person, { name, content, encoding }: Attachment): StoredFile {
  const bytes = Buffer.from(content, encoding);
  if (bytes.length > maxBytes) throw new Error(`${name} is larger than 10 MB`);
  const file: StoredFile = {
    id: core.ids.next('F'),
    name,
    title: name,
    user: person.id,
    created: Math.floor(core.clock.now() / 1000),
    length: bytes.length,
    content: bytes,
  };
  core.files.set(file.id, file);
  return file;
}
