import type { Core } from '../core.ts';
import { type Outcome, withFault } from './faulty.ts';
import { journal } from './journal.ts';
import { finished } from './server.ts';
import { typeOf } from './wire-file.ts';

/**
 * Answers a GET of `url_private` or `url_private_download`. `undefined`: the connection is to be cut.
 *
 * Slack does not say 401 or 403 to whoever may not read it. Without a token that it knows it sends them on to its
 * sign-in page (slackapi/deno-slack-sdk#285); a token without `files:read` gets that page at once, with status 200
 * (vercel/eve#1531, chenhg5/cc-connect#204).
 */
export async function answerDownload(
  core: Core,
  place: string,
  request: Request,
): Promise<Response | undefined> {
  const id = place.slice(place.indexOf('-') + 1);
  const call = journal(core, 'download', { id });
  const given = download(core, id, request);
  const own: Outcome = { status: given.status };
  const outcome = await withFault(core, 'download', () => own);
  const response = finished(core, call, outcome);
  return outcome === own ? given : response;
}

function download(core: Core, id: string, request: Request): Response {
  const { scopes, app } = core.settings;
  if (request.headers.get('authorization') !== `Bearer ${app.botToken}`) {
    return signInFirst(core, new URL(request.url).pathname);
  }
  if (!scopes.includes('files:read')) return signInPage(core);
  const file = core.files.get(id);
  if (file?.content === undefined) return new Response('File not found', { status: 404 });
  const name = encodeURIComponent(file.name);
  return new Response(new Uint8Array(file.content), {
    headers: {
      'content-type': typeOf(file).mimetype,
      'content-disposition': `attachment; filename*=UTF-8''${name}`,
    },
  });
}

function signInFirst(core: Core, path: string): Response {
  const location = `${core.url}/?redir=${encodeURIComponent(path)}`;
  const headers = { location, 'content-type': 'text/html; charset=utf-8' };
  return new Response(`<a href="${location}">Found</a>.`, { status: 302, headers });
}

/** What a browser is shown that has no session. */
export function signInPage(core: Core): Response {
  const { name } = core.settings.team;
  const html = `<!DOCTYPE html><html lang="en-US"><head><title>Login | Slack</title></head>
<body><h1>Sign in to ${name}</h1><form action="/" method="post"></form></body></html>
`;
  return new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8' } });
}
