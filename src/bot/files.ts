/** Files that people hand in: fetched from Slack with the bot's token. */

import { z } from 'zod';

/** As Slack tells of one that was chosen in a form. */
export const handedInFile = z.object({
  name: z.string().default('the file'),
  size: z.number().default(0),
  /** Kept by somebody else than Slack, who must not see the bot's token. */
  is_external: z.boolean().default(false),
  url_private_download: z.string().optional(),
});
export type HandedInFile = z.infer<typeof handedInFile>;

export type FileFault = 'too-large' | 'elsewhere' | 'not-allowed' | 'not-text' | 'not-fetched';

/** A file that could not be had, and why. */
export class FileRefused extends Error {
  readonly why: FileFault;

  constructor(why: FileFault, options?: ErrorOptions) {
    super(`the file could not be read: ${why}`, options);
    this.why = why;
  }
}

/** Twenty pairs of the longest paths are less. */
export const mostBytes = 64 * 1024;
const fetchMs = 1_200;

export interface FilesSettings {
  readonly token: string;
  /** Where Slack's methods are: its files are there as well, or on a host of the same domain. */
  readonly apiUrl: string;
}

/**
 * @returns the text of a file
 * @throws FileRefused
 */
export type ReadFile = (file: HandedInFile) => Promise<string>;

export function createReadFile({ token, apiUrl }: FilesSettings): ReadFile {
  return async (file) => {
    const { size, is_external, url_private_download: from } = file;
    if (size > mostBytes) throw new FileRefused('too-large');
    if (is_external || !from || !isSlacks(from, apiUrl)) throw new FileRefused('elsewhere');
    return textOf(await download(from));
  };

  async function download(from: string): Promise<Buffer> {
    try {
      const answer = await fetch(from, {
        headers: { authorization: `Bearer ${token}` },
        // Without the scope, Slack sends on to its page for signing in.
        redirect: 'manual',
        signal: AbortSignal.timeout(fetchMs),
      });
      const type = answer.headers.get('content-type') ?? '';
      const isPage = answer.status >= 300 && answer.status < 404;
      if (isPage || type.startsWith('text/html')) throw new FileRefused('not-allowed');
      if (!answer.ok || !answer.body) throw new FileRefused('not-fetched');
      return await whole(answer.body);
    } catch (error) {
      throw error instanceof FileRefused ? error : new FileRefused('not-fetched', { cause: error });
    }
  }
}

/** However much of it comes, whatever was said of its size. */
async function whole(body: ReadableStream<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) throw new FileRefused('too-large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function textOf(bytes: Buffer): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // Said below.
  }
  throw new FileRefused('not-text');
}

/** The bot's token goes to Slack alone: to the host of its methods, or to another one of `slack.com`, by HTTPS. */
function isSlacks(from: string, apiUrl: string): boolean {
  if (!URL.canParse(from)) return false;
  const [file, api] = [new URL(from), new URL(apiUrl)];
  if (file.origin === api.origin) return true;
  const [domain] = /[^.]+\.[^.]+$/.exec(api.hostname) ?? [];
  const isName = domain !== undefined && !/^[\d.]+$/.test(api.hostname);
  return isName && file.protocol === 'https:' && file.hostname.endsWith(`.${domain}`);
}
