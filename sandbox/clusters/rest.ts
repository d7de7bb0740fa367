import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { RestOptions, RestServer } from './api.ts';
import { invoke } from './cli/invoke.ts';
import type { Node } from './cli/node.ts';
import { type Misuse, type Parsed, parse } from './cli/parse.ts';
import { envelope } from './cli/render.ts';
import { startedHere } from './cli/started.ts';
import { startRun } from './journal.ts';
import { codes, simulated } from './world/refusal.ts';

/** Point 43: GET and POST alike, one-line JSON, HTTP 200 even for an error, 401 on bad credentials. */
export async function serveRest(
  dir: string,
  clusters: readonly string[],
  { cluster, credentials = { 'mapr-bot': 'mapr-bot' } }: RestOptions = {},
): Promise<RestServer> {
  const home = cluster ?? clusters[0] ?? '';
  const known = [home, ...clusters.filter((name) => name !== home)];
  const server = createServer(async (request, response) => {
    const user = userOf(request, credentials);
    const json = (status: number, body: string): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    };
    if (user === undefined) return json(401, '');
    const node = { dir, home, host: `node1.${home}`, user, known };
    try {
      json(200, await answer(node, await argsOf(request)));
    } catch (error) {
      json(500, JSON.stringify({ simulator: String(error) }));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A TCP server that listens has an address with a port.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(node: Node, args: readonly string[]): Promise<string> {
  const started = startedHere(new AbortController().signal);
  const recorder = startRun(node, started, ['maprcli', ...args]);
  const parsed: Parsed | Misuse = parse('maprcli', args);
  if ('problem' in parsed) {
    recorder.end(1);
    const errors = [{ id: codes.invalid, desc: simulated(parsed.problem) }];
    return JSON.stringify(envelope({ errors }, Date.now(), false));
  }
  const printed = await invoke({
    node,
    program: 'maprcli',
    args,
    parsed,
    recorder,
    started,
    progress: () => undefined,
    print: (reply, now, old) => ({
      stdout: JSON.stringify(envelope(reply, now, old)),
      stderr: '',
      exit: reply.errors === undefined ? 0 : 1,
    }),
  });
  recorder.end(printed.exit);
  return printed.stdout;
}

/** `/rest/stream/replica/add?path=...` as a command line; a form in the body counts like the query. */
async function argsOf(request: IncomingMessage): Promise<string[]> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const words = pathname.split('/').filter(Boolean).slice(1);
  const body = new URLSearchParams(request.method === 'POST' ? await text(request) : '');
  const options = [...searchParams, ...body].flatMap(([name, value]) => [`-${name}`, value]);
  return [...words, ...options];
}

function userOf(
  { headers }: IncomingMessage,
  credentials: Readonly<Record<string, string>>,
): string | undefined {
  const [scheme, encoded] = headers.authorization?.split(' ') ?? [];
  if (scheme !== 'Basic' || encoded === undefined) return undefined;
  const [user = '', ...password] = Buffer.from(encoded, 'base64').toString().split(':');
  return Object.hasOwn(credentials, user) && credentials[user] === password.join(':')
    ? user
    : undefined;
}
