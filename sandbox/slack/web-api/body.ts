import { isRecord, type Json, parseJson } from '../json.ts';

/** Fields that the SDK sends JSON-encoded inside a form (slack.md A4). */
const nested = new Set(['attachments', 'blocks', 'files', 'metadata', 'view']);

export interface ApiRequest {
  readonly args: Json;
  readonly token: string;
}

/** Arguments and token of a Web API request: form, JSON, or the query of a GET. */
export async function readApiRequest(request: Request): Promise<ApiRequest> {
  const { token, ...args } = { ...query(request), ...(await body(request)) };
  const bearer = request.headers.get('authorization')?.replace(/^Bearer\s+/i, '');
  return { args, token: bearer ?? (typeof token === 'string' ? token : '') };
}

async function body(request: Request): Promise<Json> {
  if (request.method !== 'POST') return {};
  const type = request.headers.get('content-type') ?? '';
  if (type.startsWith('application/json')) {
    const value = parseJson(await request.text());
    return isRecord(value) ? value : {};
  }
  if (type.startsWith('multipart/form-data')) {
    return fields([...(await request.formData())].map(([name, value]) => [name, String(value)]));
  }
  return fields([...new URLSearchParams(await request.text())]);
}

function query(request: Request): Json {
  return fields([...new URL(request.url).searchParams]);
}

function fields(entries: readonly (readonly [string, string])[]): Json {
  return Object.fromEntries(
    entries.map(([name, value]) => [name, nested.has(name) ? (parseJson(value) ?? value) : value]),
  );
}
