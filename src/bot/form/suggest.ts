/** What the menu of streams offers for what was typed into it. Pure. */

import type { PlainTextOption } from '@slack/types';
import { clusterOf, localPath, type StreamPath } from '../../mapr/path.ts';
import { clipMiddle } from '../views/escape.ts';
import { longestValue } from './fields.ts';
import { local, tooLong } from './read.ts';

/** Slack takes no more; the last is for what was typed. */
const most = 100;

/**
 * The known streams that fit, and what was typed itself: a stream need not be known.
 * @param on the cluster, where it is chosen already; else its name stands below each stream
 */
export function suggest(
  known: readonly StreamPath[],
  on: string | null,
  typed: string,
): PlainTextOption[] {
  const path = local(typed, on);
  const wanted = path.slice(1).toLowerCase();
  const fitting = new Map<string, string[]>();
  for (const stream of known) {
    const name = localPath(stream);
    if (on !== null && clusterOf(stream) !== on) continue;
    if (name.length > longestValue || !name.toLowerCase().includes(wanted)) continue;
    fitting.set(name, [...(fitting.get(name) ?? []), clusterOf(stream)]);
  }
  const options = [...fitting].map(([name, clusters]) =>
    option(name, name, on === null ? `on ${clusters.join(', ')}` : null),
  );
  if (wanted === '' || fitting.has(path)) return options.slice(0, most);
  const itself =
    [...path].length > longestValue
      ? option('That is too long for this field: type the command instead', tooLong, null)
      : option(path, path, null);
  return [itself, ...options].slice(0, most);
}

function option(text: string, value: string, description: string | null): PlainTextOption {
  return {
    text: plain(text),
    value,
    ...(description === null ? {} : { description: plain(description) }),
  };
}

function plain(text: string) {
  return { type: 'plain_text', text: clipMiddle(text, 75) } as const;
}
