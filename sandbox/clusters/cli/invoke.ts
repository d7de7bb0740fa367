import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Call, Program, Reply } from '../commands/command.ts';
import { type Subject, takeFaults } from '../faults/match.ts';
import type { ActiveFaults, Scope } from '../faults/types.ts';
import type { Recorder } from '../journal.ts';
import { peek, transact } from '../store.ts';
import { Refusal } from '../world/refusal.ts';
import type { World } from '../world/types.ts';
import { mangle } from './mangle.ts';
import type { Node } from './node.ts';
import { nativeLine } from './noise.ts';
import type { Parsed } from './parse.ts';
import { clustersOf, perform, refused } from './perform.ts';
import { type Printed, render } from './render.ts';
import { runJob } from './run-job.ts';
import { assertLives, killCaller, type Started } from './started.ts';

export interface Invocation {
  node: Node;
  program: Program;
  args: readonly string[];
  parsed: Parsed;
  recorder: Recorder;
  started: Started;
  /** Lines that come while the command runs. */
  progress(line: string): void;
  /** How the answer is printed. Default as the program does. */
  print?: (reply: Reply, now: number, old: boolean) => Printed;
  /** A hang that ignores SIGTERM begins. */
  onDeaf?: () => void;
}

/**
 * Runs one command from end to end, faults included. Never answers if a fault says so.
 *
 * @throws if the process of the command ended meanwhile
 */
export async function invoke(invocation: Invocation): Promise<Printed> {
  const { node, program, args, parsed, started, onDeaf } = invocation;
  const { signal } = started;
  const subject = subjectOf(node, program, args, parsed);
  const faults = await faultsOf(node.dir, subject, started);
  if (faults.latency !== undefined) await setTimeout(faults.latency.ms, undefined, { signal });
  const { hang, killsCaller, reply: forced } = faults;
  if (killsCaller?.when === 'before') killCaller(started);
  if (faults.licence?.how === 'hang') await forEver(signal);
  if (hang !== undefined && hang.after !== true) {
    await forEver(signal, hang.deaf === true ? onDeaf : undefined);
  }
  if (forced !== undefined && forced.after !== true) return forcedReply(forced);
  if (faults.exitZero !== undefined) {
    const { id, desc } = faults.exitZero;
    return { stdout: `ERROR (${id}) -  ${desc}\n`, stderr: '', exit: 0 };
  }
  const reply = await answer(invocation, faults, subject.clusters);
  if (killsCaller?.when === 'after') killCaller(started);
  if (hang !== undefined) await forEver(signal, hang.deaf === true ? onDeaf : undefined);
  if (forced !== undefined) return forcedReply(forced);
  const now = Date.now();
  const old = faults.oldTimeofday !== undefined;
  const printed = invocation.print?.(reply, now, old) ?? render(parsed, reply, now, old);
  return mangle(printed, faults, now, started.pid);
}

/** The command as faults see it. */
export function subjectOf(
  { home, user }: Node,
  program: Program,
  args: readonly string[],
  { command, values }: Parsed,
): Subject {
  const line = [program, ...args].join(' ');
  return { line, clusters: clustersOf(command, values, home), user };
}

/** Only those that count the commands change the world. */
async function faultsOf(dir: string, subject: Subject, started: Started): Promise<ActiveFaults> {
  const seen = takeFaults(peek(dir), subject);
  const counts = Object.values(seen).some(({ times }: Scope) => times !== undefined);
  if (!counts) return seen;
  return transact(dir, (world) => {
    assertLives(started);
    return takeFaults(world, subject);
  });
}

async function answer(
  { node, parsed, recorder, started, progress }: Invocation,
  faults: ActiveFaults,
  clusters: readonly string[],
): Promise<Reply> {
  const onEffect = (world: World): void => {
    world.applied[recorder.id] = world.now;
    recorder.effect = true;
  };
  try {
    const reply = await transact(node.dir, (world) => {
      assertLives(started);
      const call: Call = {
        values: parsed.values,
        user: world.users[node.user] ?? { name: node.user, uid: 65534, groups: [], roles: [] },
        known: node.known,
        host: node.host,
        now: world.now,
        faults,
      };
      const { reply, effect } = perform(world, parsed.command, call, clusters);
      if (effect) onEffect(world);
      return reply;
    });
    writeFiles(started.cwd, reply);
    if (reply.job === undefined) return reply;
    const { notes = [], job, ...rest } = reply;
    notes.forEach(progress);
    const onCopied = () => {
      if (faults.killsCaller?.when === 'middle') killCaller(started);
    };
    await runJob(job, { dir: node.dir, started, faults, onEffect, onCopied, log: progress });
    return rest;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.native !== undefined) progress(nativeLine(Date.now(), started.pid, error.native));
    return refused(error);
  }
}

function forcedReply({ exit, stdout = '', stderr = '' }: Partial<Printed> & { exit: number }) {
  return { exit, stdout, stderr };
}

/** Until it is ended. */
function forEver(signal: AbortSignal, onDeaf?: () => void): Promise<never> {
  signal.throwIfAborted();
  onDeaf?.();
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}

function writeFiles(cwd: string, { files = {} }: Reply): void {
  for (const [given, content] of Object.entries(files)) {
    const path = resolve(cwd, given);
    mkdirSync(dirname(path), { recursive: true });
    if (content !== '') writeFileSync(path, content);
  }
}
