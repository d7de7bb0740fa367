import type { Socket } from 'node:net';
import type { Program } from '../commands/command.ts';
import { readNode } from './node.ts';
import { run } from './run.ts';
import { type Started, statOf, terminated } from './started.ts';

/** Runs the one command that a thin program asks for (program.bash). It ends with the connection. */
export function converse(socket: Socket): void {
  const stop = new AbortController();
  const heard: Buffer[] = [];
  let asked = false;
  socket.setNoDelay();
  socket.on('error', () => undefined);
  socket.on('close', () => stop.abort());
  socket.on('data', (chunk) => {
    if (asked) {
      // After its request it says one thing alone: that it got a SIGTERM.
      stop.abort(terminated);
      socket.end();
      return;
    }
    heard.push(chunk);
    const request = readRequest(Buffer.concat(heard));
    if (request === 'none') socket.destroy();
    if (request === 'more' || request === 'none') return;
    asked = true;
    serve(socket, request, stop.signal);
  });
  socket.write('ready\n');
}

interface Request {
  program: Program;
  maprHome: string;
  pid: number;
  ppid: number;
  cwd: string;
  args: readonly string[];
}

/** Its fields end in NUL each: the number of arguments, what is known of the process, the arguments. */
function readRequest(heard: Buffer): Request | 'more' | 'none' {
  const [count = '', ...fields] = heard.toString().split('\0');
  if (!/^\d*$/.test(count)) return 'none';
  const [program = '', maprHome = '', pid, ppid, cwd = '', ...args] = fields;
  // What follows the last NUL is not whole, or nothing.
  args.pop();
  if (count === '' || args.length < Number(count)) return 'more';
  // Written by program.bash alone.
  return { program: program as Program, maprHome, pid: Number(pid), ppid: Number(ppid), cwd, args };
}

async function serve(socket: Socket, request: Request, signal: AbortSignal): Promise<void> {
  const { program, maprHome, args, pid, ppid, cwd } = request;
  const started: Started = { pid, ppid, cwd, since: statOf(pid)?.since, signal };
  const tell = (kind: 'out' | 'err', text: string): void => {
    if (text !== '') socket.write(frame(kind, text));
  };
  try {
    const node = readNode(maprHome);
    const exit = await run({
      node,
      program,
      args,
      started,
      out: (text) => tell('out', text),
      err: (text) => tell('err', text),
      deafen: () => socket.write('deaf\n'),
    });
    socket.end(`exit ${exit}\n`);
  } catch (error) {
    if (signal.aborted) return;
    tell('err', `${error instanceof Error ? error.stack : error}\n`);
    socket.end('exit 1\n');
  }
}

/** Its kind and its length in bytes, then the text. */
function frame(kind: string, text: string): Buffer {
  if (text.includes('\0')) throw new Error('A program in bash cannot print NUL.');
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from(`${kind} ${bytes.length}\n`), bytes]);
}
