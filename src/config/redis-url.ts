/** The forms of REDIS_URL: one server, Sentinel, or Redis Cluster. */

export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

interface Login {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

export type RedisTarget =
  | { readonly kind: 'single'; readonly url: string }
  | ({
      readonly kind: 'sentinel';
      readonly sentinels: readonly RedisNode[];
      readonly name: string;
      readonly db?: number | undefined;
    } & Login)
  | ({ readonly kind: 'cluster'; readonly nodes: readonly RedisNode[] } & Login);

/**
 * - `redis://…`, `rediss://…` (TLS): one server
 * - `redis+sentinel://[user:password@]host:port,host:port/<master's name>[/<db>]`
 * - `redis+cluster://[user:password@]host:port,host:port`
 *
 * @returns null for anything else
 */
export function parseRedisUrl(text: string): RedisTarget | null {
  if (/^rediss?:\/\//.test(text)) return URL.canParse(text) ? { kind: 'single', url: text } : null;
  const match = /^redis\+(sentinel|cluster):\/\/(?:([^@/]*)@)?([^@/]+)((?:\/[^/]*)*)$/.exec(text);
  const [, kind, login, hosts = '', rest = ''] = match ?? [];
  const nodes = hosts.split(',').map(nodeOf);
  if (!kind || nodes.some((node) => node === null)) return null;
  const known = nodes.filter((node) => node !== null);
  if (kind === 'cluster') {
    return rest.replaceAll('/', '') === '' ? { kind, nodes: known, ...loginOf(login) } : null;
  }
  const [, name = '', db] = rest.split('/');
  if (name === '' || (db !== undefined && !/^\d+$/.test(db))) return null;
  return {
    kind: 'sentinel',
    sentinels: known,
    name,
    ...(db === undefined ? {} : { db: Number(db) }),
    ...loginOf(login),
  };
}

function nodeOf(text: string): RedisNode | null {
  const [, host, port] = /^([A-Za-z0-9._-]+|\[[0-9a-fA-F:]+\]):(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined || Number(port) > 65_535) return null;
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}

function loginOf(text: string | undefined): Login {
  if (!text) return {};
  const [username = '', password = ''] = text.split(':').map(decodeURIComponent);
  return { ...(username === '' ? {} : { username }), password };
}
