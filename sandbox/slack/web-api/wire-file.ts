import { extname } from 'node:path';
import type { Core } from '../core.ts';
import type { Json } from '../json.ts';
import type { StoredFile } from '../world/types.ts';

interface FileType {
  readonly filetype: string;
  readonly mimetype: string;
  readonly pretty_type: string;
  /** Slack keeps text as a snippet, which can be edited. */
  readonly isText?: boolean;
}

const binary: FileType = {
  filetype: 'binary',
  mimetype: 'application/octet-stream',
  pretty_type: 'Binary',
};

/** By extension (docs, "File object": file types). */
const types: Readonly<Record<string, FileType>> = {
  csv: { filetype: 'csv', mimetype: 'text/csv', pretty_type: 'CSV', isText: true },
  tsv: { filetype: 'tsv', mimetype: 'text/tab-separated-values', pretty_type: 'TSV', isText: true },
  txt: { filetype: 'text', mimetype: 'text/plain', pretty_type: 'Plain Text', isText: true },
  yaml: { filetype: 'yaml', mimetype: 'text/yaml', pretty_type: 'YAML', isText: true },
  json: { filetype: 'json', mimetype: 'application/json', pretty_type: 'JSON', isText: true },
  png: { filetype: 'png', mimetype: 'image/png', pretty_type: 'PNG' },
  pdf: { filetype: 'pdf', mimetype: 'application/pdf', pretty_type: 'PDF' },
};

/** `csv` of `Orders.CSV`; empty if the name has none. */
export function extension(name: string): string {
  return extname(name).slice(1).toLowerCase();
}

export function typeOf({ name }: Pick<StoredFile, 'name'>): FileType {
  return types[extension(name)] ?? binary;
}

/** A file as `files.info` and `state.values` of a form show it (docs, "File object"). */
export function wireFile(core: Core, file: StoredFile): Json {
  const { team } = core.settings;
  const { id, name, title, user, created, channel } = file;
  const { isText = false, ...type } = typeOf(file);
  const slug = name.toLowerCase().replaceAll(/[^\w.-]/g, '_');
  const path = `${core.url}/files-pri/${team.id}-${id}`;
  return {
    id,
    created,
    timestamp: created,
    name,
    title,
    ...type,
    user,
    user_team: team.id,
    editable: isText,
    size: file.content?.length ?? 0,
    mode: isText ? 'snippet' : 'hosted',
    is_external: false,
    external_type: '',
    is_public: false,
    public_url_shared: false,
    display_as_bot: false,
    username: '',
    url_private: `${path}/${slug}`,
    url_private_download: `${path}/download/${slug}`,
    permalink: `https://${team.domain}.slack.com/files/${user}/${id}/${slug}`,
    channels: channel === undefined ? [] : [channel],
    groups: [],
    ims: [],
    is_starred: false,
    has_rich_preview: false,
    file_access: 'visible',
  };
}
