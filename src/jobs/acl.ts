/** What the bot and each cluster's worker may do in Redis: the rules of their ACL users. */

import { keys, prefix } from './keys.ts';
import {
  clusterQueue,
  consentQueue,
  copiesQueue,
  healthQueue,
  syncQueue,
  watchQueue,
} from './queues.ts';

export type AclUser =
  | { readonly role: 'bot' }
  | { readonly role: 'worker'; readonly cluster: string };

/** To log in, to find the server in each form of REDIS_URL, and to see whether it keeps what it is given. */
const connection = [
  ...['auth', 'hello', 'ping', 'quit', 'select', 'info'],
  ...['client|setname', 'client|id', 'cluster|slots', 'cluster|info'],
];

/** The store's scripts and BullMQ's; what a script calls is looked at like any other command. */
const scripting = ['eval', 'evalsha', 'script|load', 'script|exists', 'multi', 'exec', 'time'];

/** Those of BullMQ's scripts, of ours, and of the store. */
const data = [
  ...[
    'del',
    'exists',
    'unlink',
    'rename',
    'type',
    'expire',
    'pexpire',
    'pexpireat',
    'persist',
    'pttl',
  ],
  ...['get', 'set', 'incr', 'incrby'],
  ...['hdel', 'hexists', 'hget', 'hgetall', 'hincrby', 'hkeys', 'hlen', 'hmget', 'hmset', 'hset'],
  ...['hsetnx', 'lindex', 'llen', 'lpop', 'lpos', 'lpush', 'lrange', 'lrem', 'lset', 'ltrim'],
  ...['rpop', 'rpoplpush', 'rpush', 'sadd', 'scard', 'sismember', 'smembers', 'srem'],
  ...['xadd', 'xdel', 'xlen', 'xrange', 'xrevrange', 'xread', 'xtrim'],
  ...['bzpopmin', 'zadd', 'zcard', 'zcount', 'zlexcount', 'zpopmin', 'zrandmember', 'zrange'],
  ...['zrangebylex', 'zrangebyscore', 'zrem', 'zremrangebyrank', 'zremrangebyscore'],
  ...['zrevrange', 'zrevrangebyscore', 'zscore'],
];

export function aclName(user: AclUser): string {
  return user.role === 'bot' ? 'replicate-bot' : `replicate-worker-${user.cluster}`;
}

/**
 * One user's rules, in the words of `ACL SETUSER`, from nothing up. Without a password: nobody can log in
 * before the site has given it one.
 */
export function aclRules(user: AclUser): string {
  const commands = [...connection, ...scripting, ...data].map((name) => `+${name}`);
  const patterns = user.role === 'bot' ? [`~${prefix}:*`] : workerPatterns(user.cluster);
  return ['reset', 'on', ...patterns, ...commands].join(' ');
}

/** The lines of a users.acl: the user without a name is off, and an administrator has the rest. */
export function aclFile(clusters: readonly string[]): string {
  const users: readonly AclUser[] = [
    { role: 'bot' },
    ...clusters.map((cluster) => ({ role: 'worker', cluster }) as const),
  ];
  const lines = users.map((user) => `user ${aclName(user)} ${aclRules(user)}`);
  return `${['user default reset off', 'user admin reset on ~* &* +@all', ...lines].join('\n')}\n`;
}

function workerPatterns(cluster: string): string[] {
  const written = [
    keys.log('*'),
    ...[keys.open, keys.ended, keys.replicas, keys.toDrive, keys.toSync],
    ...[keys.observed, keys.looked, keys.marks(`/mapr/${cluster}/*`)],
    // The step that waits for one of this cluster's is a job of any other: who ends a step moves that on.
    ...[clusterQueue('*'), copiesQueue('*'), consentQueue].map(allOf),
    ...[watchQueue(cluster), healthQueue].map(allOf),
    ...syncQueueKeys.map((name) => `${prefix}:${syncQueue}:${name}`),
  ];
  return written.map((pattern) => `~${pattern}`);
}

function allOf(queue: string): string {
  return `${prefix}:${queue}:*`;
}

/** A worker adds jobs there. Not all of the queue's keys: what was posted of a request has a key beside them. */
const syncQueueKeys = [
  ...['meta', 'id', 'wait', 'paused', 'active', 'delayed', 'prioritized', 'pc', 'marker', 'events'],
  ...['completed', 'failed', 'stalled', 'de:*', 'dn:*'],
  // A job, by its number, and what belongs to it.
  ...Array.from({ length: 12 }, (_, more) => '[0-9]'.repeat(more + 1)),
  '[0-9]*:*',
];
