/** The page's own files, made by Vite in this process and kept in memory. */

import { fileURLToPath } from 'node:url';
import { build } from 'vite';

export interface PageFile {
  readonly type: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** By path: `/index.html`, `/assets/…`. */
export async function buildPage(): Promise<ReadonlyMap<string, PageFile>> {
  const built = await build({
    configFile: false,
    root: fileURLToPath(new URL('../client', import.meta.url)),
    logLevel: 'error',
    build: { write: false, target: 'es2023', modulePreload: false },
    oxc: { jsx: { runtime: 'automatic' } },
  });
  if (Array.isArray(built) || !('output' in built)) throw new Error('Vite has built no page');
  return new Map(
    built.output.map((file) => [
      `/${file.fileName}`,
      {
        type: types[file.fileName.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
        body:
          file.type === 'chunk'
            ? file.code
            : typeof file.source === 'string'
              ? file.source
              : new Uint8Array(file.source),
      },
    ]),
  );
}
