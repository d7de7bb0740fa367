/** What one operation costs: its time, and what Redis was asked for it. */

import type { Connection } from '../../src/jobs/store.ts';

export interface Cost {
  readonly ms: number;
  /** Commands that Redis carried out, those of scripts too. */
  readonly commands: number;
  /** Of the processor, that Redis has spent on them, in milliseconds. */
  readonly redisMs: number;
  /** Sent by Redis. */
  readonly bytes: number;
}

export async function costOf(redis: Connection, work: () => Promise<unknown>): Promise<Cost> {
  const before = await countsOf(redis);
  const begun = performance.now();
  await work();
  const ms = performance.now() - begun;
  const after = await countsOf(redis);
  return {
    ms,
    commands: after.commands - before.commands,
    redisMs: (after.micros - before.micros) / 1_000,
    bytes: after.bytes - before.bytes - before.own,
  };
}

/** Of all that is told, so that it is one command, which counts for nothing but its own answer. */
async function countsOf(redis: Connection) {
  const text = await redis.info('all');
  let commands = 0;
  for (const [, name, calls] of text.matchAll(/^cmdstat_(\S+?):calls=(\d+)/gm)) {
    if (name !== 'info') commands += Number(calls);
  }
  const told = (name: string) => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(text)?.[1]);
  const seconds = told('used_cpu_user_main_thread') + told('used_cpu_sys_main_thread');
  const own = Buffer.byteLength(`$${text.length}\r\n${text}\r\n`);
  return { commands, micros: seconds * 1_000_000, bytes: told('total_net_output_bytes'), own };
}
