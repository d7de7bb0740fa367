import type { Core } from '../core.ts';
import { type Outcome, withFault } from './faulty.ts';
import { journal } from './journal.ts';
import { finished } from './server.ts';

/** Takes the bytes of a file at its upload URL: raw, or in a form. `undefined`: cut. */
export async function answerUpload(
  core: Core,
  id: string,
  request: Request,
): Promise<Response | undefined> {
  const content = await bytes(request);
  const call = journal(core, 'upload', { id, size: content.length });
  const outcome = await withFault(core, 'upload', (): Outcome => {
    const file = core.files.get(id);
    if (file === undefined) return { status: 404 };
    file.content = content;
    return { status: 200 };
  });
  const response = finished(core, call, outcome);
  return response?.ok ? new Response(`OK - ${content.length}`) : response;
}

async function bytes(request: Request): Promise<Buffer> {
  const type = request.headers.get('content-type') ?? '';
  if (!type.startsWith('multipart/form-data')) return Buffer.from(await request.arrayBuffer());
  const parts = [...(await request.formData()).values()];
  const file = parts.find((part) => typeof part !== 'string');
  return file === undefined
    ? Buffer.from(String(parts[0] ?? ''))
    : Buffer.from(await file.arrayBuffer());
}
