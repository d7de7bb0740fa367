/** Finds out why a server of REDIS_URL cannot be spoken with: a client of Redis tells little of that. */

import { once } from 'node:events';
import { connect as connectPlainly, type Socket } from 'node:net';
import { connect as connectByTls } from 'node:tls';
import type { RedisTarget, RedisTls } from '../config.ts';
import type { RedisFault } from '../jobs/redis-faults.ts';
import { tlsFault } from '../jobs/tls-faults.ts';

/** A plain port waits for the end of a line that never comes in a handshake. */
const answerMs = 3_000;

/** @returns what is wrong with how the first such server of those named is spoken with; null where nothing of that is */
export async function redisProbe(target: RedisTarget): Promise<RedisFault | null> {
  for (const { host, port } of serversOf(target)) {
    const fault = target.tls ? await byTls(host, port, target.tls) : await plainly(host, port);
    if (fault) return fault;
  }
  return null;
}

async function byTls(host: string, port: number, tls: RedisTls): Promise<RedisFault | null> {
  const heard = await ask(connectByTls({ host, port, ...tls, rejectUnauthorized: true }));
  if (heard instanceof Error) return tlsFault(heard);
  const isPlain = heard === null && isAnswer(await ask(connectPlainly({ host, port })));
  return isPlain ? tlsFault({ code: 'ERR_SSL_WRONG_VERSION_NUMBER' }) : null;
}

async function plainly(host: string, port: number): Promise<RedisFault | null> {
  const heard = await ask(connectPlainly({ host, port }));
  const isReset = heard instanceof Error && 'code' in heard && heard.code === 'ECONNRESET';
  if (!isReset && (typeof heard !== 'string' || isAnswer(heard))) return null;
  return {
    what: `${host}:${port} closes a connection without TLS`,
    remedy: 'If that is its tls-port, write rediss:… in place of redis:… in REDIS_URL.',
  };
}

/** An alert of TLS begins with no such character. */
function isAnswer(heard: string | Error | null): boolean {
  return typeof heard === 'string' && /^[-+]/.test(heard);
}

function serversOf(target: RedisTarget): readonly { host: string; port: number }[] {
  if (target.kind === 'sentinel') return target.sentinels;
  if (target.kind === 'cluster') return target.nodes;
  const { hostname, port } = new URL(target.url);
  return [{ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 6379) }];
}

/** @returns what was answered, '' where it was closed without a word, what went wrong; null: nothing came */
async function ask(socket: Socket): Promise<string | Error | null> {
  try {
    socket.write('PING\r\n');
    const signal = AbortSignal.timeout(answerMs);
    const heard = once(socket, 'data', { signal }).then(([data]) => String(data));
    const ended = once(socket, 'close', { signal }).then(() => '');
    ended.catch(() => undefined);
    return await Promise.race([heard, ended]);
  } catch (error) {
    return (error as Error).name === 'AbortError' ? null : (error as Error);
  } finally {
    socket.on('error', () => undefined);
    socket.destroy();
  }
}
