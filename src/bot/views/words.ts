/** How things are named in messages. Pure, and without a clock: a time is a Slack date, which everybody reads in their own. */

import type { Pair } from '../../jobs/conflict.ts';
import type { Unread } from '../../jobs/unread.ts';
import type { ReplicaOptions } from '../../mapr/options.ts';
import { clusterOf, localPath } from '../../mapr/path.ts';
import { clipMiddle, code, escapeText } from './escape.ts';

export function mention(entry: string): string {
  const id = escapeText(entry);
  return entry.startsWith('S') ? `<!subteam^${id}>` : `<@${id}>`;
}

/** At most twenty: more would be noise. Empty where nobody is named. */
export function mentions(entries: readonly string[]): string {
  return entries.slice(0, 20).map(mention).join(' ');
}

/** @param at milliseconds since 1970 */
export function when(at: number): string {
  const known = Math.min(Math.max(at || 0, 0), latest);
  const utc = new Date(known).toISOString().slice(0, 16).replace('T', ' ');
  return `<!date^${Math.floor(known / 1000)}^{date_short_pretty} {time}|${utc} UTC>`;
}

/** The end of the year 9999: a damaged time must not keep a message from being shown. */
const latest = 253_402_300_799_000;

/** In place of what is said of a request whose log cannot be read. */
export const unreadWords: Readonly<Record<Unread, string>> = {
  newer:
    'A newer version of me has to do with it, and I cannot read it. Look again in a minute; if it stays so, tell whoever runs me.',
  damaged: 'Its log is damaged, and I cannot read it. Tell whoever runs me.',
};

/** `activity: sanfrancisco → newyork`, or both paths' ends where the names differ. Plain text. */
export function title({ source, replica }: Pair): string {
  const [from, to] = [source, replica].map((path) => clipMiddle(localPath(path).slice(1), 50));
  const pair = [source, replica].map((path) => clipMiddle(clusterOf(path), 24)).join(' → ');
  return from === to ? `${from}: ${pair}` : `${from} → ${to}: ${pair}`;
}

export function paths({ source, replica }: Pair): string {
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

/** A state of `replica list`, without MapR's prefix. */
export function stateName(state: string): string {
  return state.replace(/^REPLICA_STATE_/, '');
}

export function duration(ms: number): string {
  if (ms < 9_950) return `${(Math.max(ms, 0) / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}

/** `523,400`, `1.2 M`, `2,300 M`. */
export function count(amount: number): string {
  if (Math.abs(amount) < 1_000_000) return Math.round(amount).toLocaleString('en-US');
  const millions = amount / 1_000_000;
  const maximumFractionDigits = millions < 100 ? 1 : 0;
  return `${millions.toLocaleString('en-US', { maximumFractionDigits })} M`;
}

/** @param bytes in powers of 1,000, as MapR's own pages count */
export function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
