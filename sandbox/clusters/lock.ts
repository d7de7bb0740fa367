import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { setTimeout } from 'node:timers/promises';

/**
 * Runs `work` while no other process (and nothing else in this one) holds the same directory.
 *
 * The lock is an abstract unix socket: the kernel lets go of it when its owner dies, at whatever instruction. Linux only.
 */
export async function withLock<T>(dir: string, work: () => T | Promise<T>): Promise<T> {
  const server = await acquire(
    `\0sandbox-clusters-${createHash('sha256').update(dir).digest('hex')}`,
  );
  try {
    return await work();
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

async function acquire(name: string): Promise<Server> {
  for (;;) {
    const server = await listen(name);
    if (server !== undefined) return server;
    await setTimeout(1 + Math.random() * 4);
  }
}

function listen(name: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen(name, () => resolve(server));
  });
}
