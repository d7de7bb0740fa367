/** A way to Redis that can lose an answer: the command is carried out, and the connection cut before it is told. */

import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import type { PrivateRedis } from './redis.ts';

export interface RedisProxy {
  readonly url: string;
  /** Of the next command that contains these words, the answer is lost, and its connection with it. */
  loseAnswerTo(words: string): void;
  close(): void;
}

export async function startRedisProxy({ port }: PrivateRedis): Promise<RedisProxy> {
  let wanted: string | null = null;
  const server = createServer((client) => {
    const redis = connect(port, '127.0.0.1');
    let losing = false;
    client.on('data', (data) => {
      if (wanted !== null && data.includes(wanted)) {
        wanted = null;
        losing = true;
      }
      redis.write(data);
    });
    redis.on('data', (data) => {
      if (losing) client.destroy();
      else client.write(data);
    });
    for (const [one, other] of [
      [client, redis],
      [redis, client],
    ] as const) {
      one.on('error', () => undefined);
      one.on('close', () => other.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: own } = server.address() as AddressInfo;
  return {
    url: `redis://127.0.0.1:${own}`,
    loseAnswerTo(words) {
      wanted = words;
    },
    close: () => server.close(),
  };
}
