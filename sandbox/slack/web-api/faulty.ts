import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from '../control/faults.ts';
import type { Core } from '../core.ts';
import type { Json } from '../json.ts';

/** An answer before it is HTTP. Without a body it is a bare status. */
export interface Outcome {
  readonly status: number;
  readonly body?: Json;
  /** So many bytes of nothing in place of a body. */
  readonly bytes?: number;
  /** After them nothing more comes, and no end. */
  readonly stalls?: boolean;
  readonly retryAfter?: number;
}

/**
 * Runs a method as the faults have it. `undefined`: no answer, the connection is to be cut (after a
 * hang: when the workspace stops).
 */
export async function withFault(
  core: Core,
  method: string,
  run: () => Outcome | Promise<Outcome>,
): Promise<Outcome | undefined> {
  const fault = core.faults.take(method);
  if (fault === undefined) return run();
  const after = fault.when === 'after';
  const done = after || !spoils(fault) ? await run() : undefined;
  if (fault.delayMs !== undefined) await pause(core, fault.delayMs);
  const { bytes, hang: stalls = false } = fault;
  if (bytes !== undefined) return { status: 200, bytes, stalls };
  if (fault.hang) await stopped(core);
  if (fault.hang || fault.cut) return undefined;
  if (fault.rateLimited !== undefined) {
    const body = { ok: false, error: 'ratelimited' };
    return { status: 429, body, retryAfter: fault.rateLimited };
  }
  if (fault.status !== undefined) return { status: fault.status };
  if (fault.error !== undefined) return { status: 200, body: { ok: false, error: fault.error } };
  return done ?? run();
}

/** Whether there is more to it than a delay. */
function spoils(fault: Fault): boolean {
  const { times: _times, when: _when, delayMs: _delay, ...rest } = fault;
  return Object.values(rest).some((value) => value !== undefined && value !== false);
}

async function pause(core: Core, ms: number): Promise<void> {
  await delay(ms, undefined, { signal: core.life.signal }).catch(() => undefined);
}

function stopped(core: Core): Promise<void> {
  const { signal } = core.life;
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
