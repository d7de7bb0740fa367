/** Topics that more than one stream brings, or writes: told from their names and offsets. Pure. */

import { reached } from '../../mapr/offsets.ts';
import type { Trouble, Watched } from './health.ts';
import type { Mark, Sight } from './observation.ts';

/** A topic of a source that another stream has as well. */
export interface SharedTopic {
  readonly source: string;
  readonly topic: string;
}

/**
 * The topics that would meet in one replica: offsets of the same name collide there (sheet, 4.2).
 * @param others by source, the topics that it brings
 */
export function sharedTopics(
  topics: readonly string[],
  others: Readonly<Record<string, readonly string[]>>,
): readonly SharedTopic[] {
  const own = new Set(topics);
  return Object.entries(others).flatMap(([source, theirs]) =>
    theirs.filter((topic) => own.has(topic)).map((topic) => ({ source, topic })),
  );
}

/** The clocks of two clusters' workers may differ by less than this, in milliseconds. */
const skewMs = 5_000;

/**
 * The topics that are written at both of two streams that feed each other, as far as looks tell. What one had at a look, and
 * the other had not at a later one, was written at the one; a topic of which that holds both ways is written at both. Where
 * messages arrive between any two looks, nothing can be told.
 * @param one the looks at one of the streams, the oldest first
 */
export function writtenAtBoth(one: readonly Mark[], other: readonly Mark[]): readonly string[] {
  const [ones, others] = [sinceLastLoss(one), sinceLastLoss(other)];
  const atOne = aheadIn(ones, others);
  return [...aheadIn(others, ones)].filter((topic) => atOne.has(topic));
}

/** The topics of which some look had more than a later look at the other stream. */
function aheadIn(marks: readonly Mark[], behind: readonly Mark[]): ReadonlySet<string> {
  const ahead = behind.flatMap(({ at, offsets }) => {
    const before = marks.findLast(({ by }) => by !== undefined && by + skewMs <= at);
    return before ? reached(offsets, before.offsets) : [];
  });
  return new Set(ahead.map(({ topic }) => topic));
}

/** Offsets only grow; where they do not, a topic was deleted, and what was seen before that says nothing of it. */
function sinceLastLoss(marks: readonly Mark[]): readonly Mark[] {
  const lost = marks.findLastIndex(({ offsets }, index) => {
    const before = marks[index - 1];
    return before !== undefined && reached(offsets, before.offsets).length > 0;
  });
  return marks.slice(Math.max(lost, 0));
}

/** What topics of the same name do to a replication, as far as looks tell. */
export function topicTroubles(watched: Watched, source: Sight): readonly Trouble[] {
  return [...collisions(watched, source), ...bothSides(watched)];
}

function collisions({ others, pair }: Watched, source: Sight): Trouble[] {
  const [first, ...more] = sharedTopics(Object.keys(source.offsets), others);
  if (!first) return [];
  const rest = more.length > 0 ? `, and ${more.length} more` : '';
  return [
    {
      kind: 'topics',
      what: `${first.source} has a topic ${first.topic} as ${pair.source} has${rest}: in ${pair.replica} their offsets collide.`,
      remedy: 'Pause one of the two, and have its topic renamed.',
    },
  ];
}

/** Offsets of a topic that is written at both of two streams that feed each other collide (sheet, 4.2). */
function bothSides({ pair, marks, marksBack }: Watched): Trouble[] {
  const [first, ...more] = writtenAtBoth(marks, marksBack);
  if (first === undefined) return [];
  const rest = more.length > 0 ? `, and ${more.length} more,` : '';
  return [
    {
      kind: 'both-sides',
      what: `Topic ${first}${rest} is written at ${pair.source} and at ${pair.replica}: messages of the same offsets are lost.`,
      remedy: 'Have it written on one side alone, and under another name on the other.',
    },
  ];
}
