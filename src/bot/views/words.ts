/** How things are named in messages. Pure, and without a clock: a time is a Slack date, which everybody reads in their own. */

import type { Plan } from '../../jobs/plan.ts';
import type { StepStatus } from '../../jobs/state.ts';
import type { ReplicaOptions } from '../../mapr/options.ts';
import { clusterOf, localPath } from '../../mapr/path.ts';
import { code } from './escape.ts';

export function mention(entry: string): string {
  return entry.startsWith('S') ? `<!subteam^${entry}>` : `<@${entry}>`;
}

export function mentions(entries: readonly string[]): string {
  return entries.slice(0, 20).map(mention).join(' ');
}

/** @param at milliseconds since 1970 */
export function when(at: number): string {
  const seconds = Math.floor(at / 1000);
  const utc = new Date(at).toISOString().slice(0, 16).replace('T', ' ');
  return `<!date^${seconds}^{date_short_pretty} {time}|${utc} UTC>`;
}

/** `activity: sanfrancisco → newyork`, or both paths' ends where the names differ. */
export function title({ source, replica }: Plan): string {
  const [from, to] = [localPath(source), localPath(replica)];
  const pair = `${clusterOf(source)} → ${clusterOf(replica)}`;
  if (from === to) return `${from.slice(1)}: ${pair}`;
  return `${from.slice(1)} → ${to.slice(1)}: ${pair}`;
}

export function paths({ source, replica }: Plan): string {
  return `${code(source)} → ${code(replica)}`;
}

/** The options that differ from MapR's own defaults, as they are typed. */
export function optionsText({
  throttle,
  synchronous,
  encrypt,
  compression,
}: ReplicaOptions): string {
  return [
    throttle && '--throttle',
    synchronous && '--synchronous',
    encrypt && '--encrypt',
    compression !== null && `--compression ${compression}`,
  ]
    .filter(Boolean)
    .join(' ');
}

export const statusWords: Readonly<Record<StepStatus, string>> = {
  pending: 'not begun',
  running: 'under way',
  waiting: 'waiting',
  done: 'done',
  failed: 'failed',
  undone: 'undone',
  left: 'left to a person',
};

/** Signs beside the words, never in their place. */
export const statusSigns: Readonly<Record<StepStatus, string>> = {
  pending: '○',
  running: '◐',
  waiting: '◔',
  done: '●',
  failed: '✕',
  undone: '↺',
  left: '!',
};

export function duration(ms: number): string {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}

export function count(amount: number): string {
  return amount.toLocaleString('en-US');
}

/** @param bytes in powers of 1,000, as MapR's own pages count */
export function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
