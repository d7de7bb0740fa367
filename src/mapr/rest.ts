import { buildConnector, Client } from 'undici';
import type { Answer, MaprCommand } from './command.ts';
import { MaprError } from './errors.ts';
import { parseReply } from './reply.ts';
import { lost, noReply, tooLong, unreached } from './rest-faults.ts';

/** A cluster's API server, which runs `maprcli` commands that it is asked for by HTTPS ("HPE 8.0, REST API Syntax"). */
export interface ApiServer {
  /** `https://host:8443` */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** The CAs, in PEM, of which its certificate has to be; no others count. */
  readonly ca: string;
}

export interface RestLimits {
  /** From the first packet to the end of the answer. */
  timeoutMs: number;
  /** Of an answer. */
  maxBytes: number;
  signal?: AbortSignal | undefined;
}

type Asked = Pick<MaprCommand<unknown>, 'program' | 'args' | 'cluster' | 'changes'>;

/**
 * Has the API server run a `maprcli` command. Its reply is the answer, whatever the HTTP code: that is 200 for an
 * error too (sheet, 1.7). A connection for each command: none that has gone stale can lose one.
 *
 * @throws MaprError if there was no reply; the signal's reason if that was aborted, and the server may go on then
 */
export async function askServer(
  server: ApiServer,
  command: Asked,
  { timeoutMs, maxBytes, signal }: RestLimits,
): Promise<Answer> {
  const startedAt = Date.now();
  const began = performance.now();
  const authorization = Buffer.from(`${server.user}:${server.password}`).toString('base64');
  const timeout = AbortSignal.timeout(timeoutMs);
  // Not as NODE_TLS_REJECT_UNAUTHORIZED may have it.
  const tls = { ca: server.ca, rejectUnauthorized: true, timeout: timeoutMs };
  const connect = buildConnector(tls);
  let connected = false;
  const client = new Client(server.url, {
    connect(options, done) {
      connect(options, (...result) => {
        connected = result[0] === null;
        done(...result);
      });
    },
    // The signal bounds all of it.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  try {
    const { statusCode, headers, body } = await client.request({
      method: command.changes ? 'POST' : 'GET',
      path: pathOf(command.args),
      headers: { authorization: `Basic ${authorization}`, accept: 'application/json' },
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    const { text, whole } = await read(body, maxBytes);
    // A page that somebody else answers with may repeat what it was sent.
    const shown = text.replaceAll(authorization, '[secret]');
    if (!whole) throw tooLong(command, shown, maxBytes);
    const { status, errors } = parseReply(shown);
    const isReply = status !== null || errors.length > 0;
    if (!isReply || statusCode === 401) {
      const page = shown.replaceAll(server.password, '[secret]');
      const fault = noReply(command, { statusCode, headers, text: page });
      if (fault) throw fault;
    }
    const durationMs = Math.round(performance.now() - began);
    const exitCode = isReply && status !== 'OK' ? 1 : 0;
    return { exitCode, stdout: shown, stderr: '', timedOut: false, durationMs, startedAt };
  } catch (error) {
    if (error instanceof MaprError) throw error;
    signal?.throwIfAborted();
    const seconds = timeout.aborted ? Math.round(timeoutMs / 1000) : null;
    throw connected ? lost(command, seconds, error) : unreached(command, seconds, error);
  } finally {
    void client.destroy();
  }
}

/** `stream replica add -path p` as `/rest/stream/replica/add?path=p`. A command has its words first, then pairs. */
function pathOf(args: readonly string[]): string {
  const given = args.filter((arg) => arg !== '-json');
  const words = given.slice(0, given.findIndex((arg) => arg.startsWith('-')) >>> 0);
  const query = new URLSearchParams();
  for (let at = words.length; at < given.length; at += 2) {
    query.append((given[at] ?? '').slice(1), given[at + 1] ?? '');
  }
  return `/rest/${words.map(encodeURIComponent).join('/')}?${query}`;
}

async function read(body: AsyncIterable<Buffer>, maxBytes: number) {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxBytes) break;
  }
  return { text: Buffer.concat(chunks).toString(), whole: size <= maxBytes };
}
