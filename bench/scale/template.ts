/** What a request has left in Redis, as the commands that would write it again, by other names. */

import type { Connection } from '../../src/jobs/store.ts';

/** A command and its arguments; a compressed trail is no text. */
export type Command = readonly (string | Buffer)[];

/** How what belongs to a request can be told, and what is put in the place of it for another. */
export interface Names {
  readonly request: string;
  /** The last part of both its streams' paths. */
  readonly stream: string;
  /** That of the command which began it, as Slack delivers it. */
  readonly delivery: string;
}

export interface Template {
  readonly names: Names;
  readonly commands: readonly Command[];
  /** The keys that are its own. */
  readonly keys: readonly string[];
}

/** Reads all of Redis: of a small one. */
export async function templateOf(
  redis: Connection,
  named: Pick<Names, 'request' | 'stream'>,
): Promise<Template> {
  const all = (await redis.keys('*')).sort();
  const names = { ...named, delivery: await deliveryOf(redis, all, named.request) };
  const tokens = Object.values(names);
  const isOf = (text: string) => tokens.some((token) => text.includes(token));
  const commands: Command[] = [];
  for (const key of all) {
    // The last ten thousand things that happened in a queue: as many at any size.
    if (!key.endsWith(':events')) commands.push(...(await commandsFor(redis, key, isOf)));
  }
  return { names, commands, keys: all.filter(isOf) };
}

async function deliveryOf(
  redis: Connection,
  all: readonly string[],
  request: string,
): Promise<string> {
  for (const key of all.filter((each) => each.includes(':seen:'))) {
    if ((await redis.get(key)) === request) return key.replace(/.*:seen:/, '');
  }
  throw new Error(`no delivery has begun request ${request}`);
}

/** Of a key that is not its own, what is about it. */
async function commandsFor(
  redis: Connection,
  key: string,
  isOf: (text: string) => boolean,
): Promise<Command[]> {
  const its = (text: string) => isOf(key) || isOf(text);
  const kind = await redis.type(key);
  switch (kind) {
    case 'string': {
      if (!isOf(key)) return [];
      const ms = await redis.pttl(key);
      return [['SET', key, (await redis.get(key)) ?? '', ...(ms > 0 ? ['PX', `${ms}`] : [])]];
    }
    case 'hash': {
      const found = Object.entries(await redis.hgetallBuffer(key))
        .filter(([field, value]) => its(field) || its(value.toString('latin1')))
        .sort(([one], [other]) => (one < other ? -1 : 1));
      return found.length > 0 ? [['HSET', key, ...found.flat()]] : [];
    }
    case 'set': {
      const found = (await redis.smembers(key)).filter(its);
      return found.length > 0 ? [['SADD', key, ...found]] : [];
    }
    case 'zset': {
      const found = await redis.zrange(key, '0', '-1', 'WITHSCORES');
      return found.flatMap((member, at) =>
        at % 2 === 0 && its(member) ? [['ZADD', key, found[at + 1] ?? '', member]] : [],
      );
    }
    case 'list': {
      const found = (await redis.lrange(key, 0, -1)).filter(its);
      return found.length > 0 ? [['RPUSH', key, ...found]] : [];
    }
    case 'stream': {
      if (!isOf(key)) return [];
      const found = await redis.xrange(key, '-', '+');
      return found.map(([id, fields]) => ['XADD', key, id, ...fields]);
    }
    default: {
      if (isOf(key)) throw new Error(`${key} is a ${kind}`);
      return [];
    }
  }
}

/** Names of the same length as those of the template, the same for the same number and letter. */
export function namesFor({ names }: Template, letter: string, number: number): Names {
  const sized = (text: string) => `${letter}${`${number}`.padStart(text.length - 1, '0')}`;
  return {
    request: `${letter}${lettered(number)}`,
    stream: sized(names.stream),
    delivery: sized(names.delivery),
  };
}

/** Seven letters that a request's id may have. */
function lettered(number: number): string {
  const digits = `${number}`.padStart(7, '0');
  return [...digits].map((digit) => 'abcdefghjk'[Number(digit)]).join('');
}

/** A text of the template, with other names in it. */
export function renamed(text: string, from: Names, to: Names): string {
  return text
    .replaceAll(from.request, to.request)
    .replaceAll(from.stream, to.stream)
    .replaceAll(from.delivery, to.delivery);
}
