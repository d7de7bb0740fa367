import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { RestOptions, RestServer } from './api.ts';
import { makeCertificate } from './certificate.ts';
import { invoke, subjectOf } from './cli/invoke.ts';
import type { Node } from './cli/node.ts';
import { type Misuse, type Parsed, parse } from './cli/parse.ts';
import { envelope } from './cli/render.ts';
import { type Started, startedHere } from './cli/started.ts';
import { takeHttpFault } from './faults/match.ts';
import type { FaultSwitches } from './faults/types.ts';
import { startRun } from './journal.ts';
import { transact } from './store.ts';
import { codes, simulated } from './world/refusal.ts';

type HttpAnswer = Pick<FaultSwitches['http'], 'status' | 'headers' | 'body' | 'lost'>;

/**
 * Point 43: GET and POST alike, one-line JSON, HTTP 200 even for an error, 401 on bad credentials. By TLS. A command
 * goes on to its end, whether or not whoever asked still waits for it.
 */
export async function serveRest(
  dir: string,
  clusters: readonly string[],
  options: RestOptions = {},
): Promise<RestServer> {
  const { cluster, credentials = { 'mapr-bot': 'mapr-bot' } } = options;
  const { key, cert, ca } = options.certificate ?? (await makeCertificate());
  const home = cluster ?? clusters[0] ?? '';
  const known = [home, ...clusters.filter((name) => name !== home)];
  const closing = new AbortController();
  // No process of its own: there is nobody whom a fault could end for having started it.
  const started = { ...startedHere(closing.signal), ppid: 0 };
  const server = createServer({ key, cert }, async (request, response) => {
    const user = userOf(request, credentials);
    if (user === undefined) return send(response, { status: 401 });
    const node = { dir, home, host: `node1.${home}`, user, known };
    try {
      send(response, await answer(node, started, await argsOf(request)));
    } catch (error) {
      send(response, { status: 500, body: JSON.stringify({ simulator: String(error) }) });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A TCP server that listens has an address with a port.
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}`,
    ca,
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, { status = 200, headers, body = '', lost }: HttpAnswer) {
  if (lost) return void response.destroy();
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}

async function answer(node: Node, started: Started, args: readonly string[]): Promise<HttpAnswer> {
  const recorder = startRun(node, started, ['maprcli', ...args]);
  const parsed: Parsed | Misuse = parse('maprcli', args);
  if ('problem' in parsed) {
    recorder.end(1);
    const errors = [{ id: codes.invalid, desc: simulated(parsed.problem) }];
    return { body: JSON.stringify(envelope({ errors }, Date.now(), false)) };
  }
  const subject = subjectOf(node, 'maprcli', args, parsed);
  const fault = await transact(node.dir, (world) => takeHttpFault(world, subject));
  if (fault !== undefined && fault.after !== true) {
    recorder.end(1);
    return fault;
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
  return fault ?? { body: printed.stdout };
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
