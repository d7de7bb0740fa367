import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { converse } from './cli/converse.ts';
import { statOf } from './cli/started.ts';

/** Runs the commands of a world for its installed programs, which are thin and ask for it (cli/program.bash). */
export interface Resident {
  /** Ends the commands that run. */
  close(): Promise<void>;
}

const residents = new Map<string, Promise<Resident>>();

/**
 * Serves the programs of the world in `dir` for as long as this process lives, unless it or another one does so
 * already. Keeps no process alive. Where nobody serves them, the programs run their commands themselves.
 */
export async function reside(dir: string): Promise<void> {
  if (residents.has(dir) || isServed(dir)) return;
  const resident = open(dir);
  residents.set(dir, resident);
  await resident;
}

/** Serves them no more, and ends the commands that run. */
export async function leave(dir: string): Promise<void> {
  const resident = residents.get(dir);
  residents.delete(dir);
  await (await resident)?.close();
}

/** Whether the process that the file names is still there. */
function isServed(dir: string): boolean {
  if (!existsSync(fileIn(dir))) return false;
  const [, pid, since] = readFileSync(fileIn(dir), 'utf8').trim().split(' ');
  return since !== undefined && statOf(Number(pid))?.since === since;
}

async function open(dir: string): Promise<Resident> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.unref());
    socket.once('close', () => sockets.delete(socket));
    converse(socket);
  }).unref();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  // A command that hangs ends with its world, whoever removed that.
  const watch = setInterval(() => existsSync(dir) || leave(dir), 500).unref();
  // A TCP server that listens has an address with a port.
  publish(dir, (server.address() as AddressInfo).port);
  return {
    async close() {
      clearInterval(watch);
      rmSync(fileIn(dir), { force: true });
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Whole or not at all, since another process may read it. */
function publish(dir: string, port: number): void {
  const { pid } = process;
  const draft = `${fileIn(dir)}.${pid}`;
  writeFileSync(draft, `${port} ${pid} ${statOf(pid)?.since}\n`);
  renameSync(draft, fileIn(dir));
}

function fileIn(dir: string): string {
  return join(dir, 'resident');
}
