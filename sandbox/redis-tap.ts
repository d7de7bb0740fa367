/**
 * A tap in the line between one process of the product and its Redis. Whatever the process is about to
 * do it says to Redis before or after, so that what passes here is every point at which it can be
 * killed: before a command reaches Redis, or after Redis has carried it out and before the process knows.
 */

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { readCommand, readReply } from './resp.ts';

const noScript = Buffer.from('-NOSCRIPT');

export interface TapPoint {
  /** Whether it is this command. Of those that match, the first one counts. */
  matches(words: readonly Buffer[]): boolean;
  readonly when: 'before' | 'after';
  /** Called once, when the point is reached; nothing passes the tap from then on. */
  reached(): void;
}

export interface RedisTap {
  readonly url: string;
  /** @returns takes the point out again */
  arm(point: TapPoint): () => void;
  close(): Promise<void>;
}

/**
 * @param redis the URL that the process would have been given
 * @param witness sees every command before it is matched, and before Redis has it
 */
export async function tapRedis(
  redis: string,
  witness: (words: readonly Buffer[]) => void = () => undefined,
): Promise<RedisTap> {
  const { hostname, port } = new URL(redis);
  const points = new Set<TapPoint>();
  const sockets = new Set<Socket>();
  let shut = false;

  const server = createServer((client) => {
    const line = connect(Number(port), hostname);
    const ends = [client, line];
    for (const socket of ends) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        for (const end of ends) end.destroy();
      });
    }
    pass(client, line);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  function pass(client: Socket, line: Socket): void {
    /** For each command whose reply is awaited: the point that its reply reaches. */
    const awaited: (TapPoint | null)[] = [];
    follow(client, (bytes) => {
      const command = readCommand(bytes);
      if (command === null) return 0;
      witness(command.words);
      const found = match(command.words);
      if (found?.when === 'before') return reach(found);
      awaited.push(found);
      line.write(bytes.subarray(0, command.end));
      return command.end;
    });
    follow(line, (bytes) => {
      const reply = readReply(bytes);
      if (reply === null) return 0;
      const point = reply.push ? null : awaited.shift();
      // A script that the server does not know was not run: it comes again, with its text.
      if (point && bytes.subarray(0, noScript.length).equals(noScript)) points.add(point);
      else if (point) return reach(point);
      client.write(bytes.subarray(0, reply.end));
      return reply.end;
    });
  }

  /** @param take handles what stands at the start, and says how many bytes that was */
  function follow(socket: Socket, take: (bytes: Buffer) => number): void {
    let bytes: Buffer = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
      while (!shut && bytes.length > 0) {
        const taken = take(bytes);
        if (taken === 0) return;
        bytes = bytes.subarray(taken);
      }
    });
  }

  function match(words: readonly Buffer[]): TapPoint | null {
    for (const point of points) {
      if (!point.matches(words)) continue;
      points.delete(point);
      return point;
    }
    return null;
  }

  function reach(point: TapPoint): 0 {
    shut = true;
    point.reached();
    for (const socket of sockets) socket.destroy();
    return 0;
  }

  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arm(point) {
      points.add(point);
      return () => points.delete(point);
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
