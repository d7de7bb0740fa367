/** The forms of REDIS_URL: one server, Sentinel, or Redis Cluster. */

import type { RedisTls } from './redis-tls.ts';

export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

interface Access {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** There where it is asked for: of every server, the Sentinels too. */
  readonly tls?: RedisTls;
}

export type RedisTarget =
  /** The url is without what stands for TLS. */
  | { readonly kind: 'single'; readonly url: string; readonly tls?: RedisTls }
  | ({
      readonly kind: 'sentinel';
      readonly sentinels: readonly RedisNode[];
      readonly name: string;
      readonly db?: number | undefined;
    } & Access)
  | ({ readonly kind: 'cluster'; readonly nodes: readonly RedisNode[] } & Access);

/**
 * - `redis://…`, `rediss://…` (TLS): one server
 * - `redis+sentinel://[user:password@]host:port,host:port/<master's name>[/<db>]`
 * - `redis+cluster://[user:password@]host:port,host:port`
 * - the last two by TLS: `rediss+sentinel://…`, `rediss+cluster://…`
 *
 * @returns null for anything else
 */
export function parseRedisUrl(text: string): RedisTarget | null {
  const tls = text.startsWith('rediss') ? { tls: {} } : {};
  if (/^rediss?:\/\//.test(text)) {
    return isServer(text)
      ? { kind: 'single', url: text.replace(/^rediss/, 'redis'), ...tls }
      : null;
  }
  const match = /^rediss?\+(sentinel|cluster):\/\/(?:([^@/]*)@)?([^@/]+)((?:\/[^/]*)*)$/.exec(text);
  const [, kind, login, hosts = '', rest = ''] = match ?? [];
  const nodes = hosts.split(',').map(nodeOf);
  const by = loginOf(login);
  if (!kind || !by || nodes.some((node) => node === null)) return null;
  const known = nodes.filter((node) => node !== null);
  if (kind === 'cluster') {
    return rest.replaceAll('/', '') === '' ? { kind, nodes: known, ...by, ...tls } : null;
  }
  const [, name = '', db, ...more] = rest.split('/');
  if (name === '' || (db !== undefined && !/^\d+$/.test(db)) || more.length > 0) return null;
  return {
    kind: 'sentinel',
    sentinels: known,
    name,
    ...(db === undefined ? {} : { db: Number(db) }),
    ...by,
    ...tls,
  };
}

/** A server's host, and behind it nothing or the number of a database: what else a client might read there is refused. */
function isServer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { hostname, port, pathname, search, hash } = new URL(text);
  return hostname !== '' && port !== '0' && /^(\/\d*)?$/.test(pathname) && search + hash === '';
}

function nodeOf(text: string): RedisNode | null {
  const [, host, port] = /^([A-Za-z0-9._-]+|\[[0-9a-fA-F:]+\]):(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) return null;
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}

/** As in any URL, a password may hold colons, and what stands for another character is `%…`. */
function loginOf(text: string | undefined): Access | null {
  if (!text) return {};
  const colon = text.indexOf(':');
  if (colon === -1) return null;
  try {
    const username = decodeURIComponent(text.slice(0, colon));
    const password = decodeURIComponent(text.slice(colon + 1));
    return { ...(username === '' ? {} : { username }), password };
  } catch {
    return null;
  }
}
