import type { NewStream } from './api.ts';
import type { Place } from './world/path.ts';
import { addStream, defaultAttributes, mergeAttributes } from './world/streams.ts';
import { addTopic } from './world/topics.ts';
import type { World } from './world/types.ts';

/** A stream for a test or a demo, with its topics. */
export function populate(world: World, place: Place, options: NewStream): void {
  const { topics = [], partitions, owner = 'mapr-bot', ...given } = options;
  const change = partitions === undefined ? given : { ...given, defaultpartitions: partitions };
  const attributes = mergeAttributes(world, defaultAttributes(owner), change);
  const stream = addStream(world, place, attributes);
  const counts: [string, number][] = isList(topics)
    ? topics.map((name) => [name, attributes.defaultpartitions])
    : Object.entries(topics);
  for (const [name, count] of counts) addTopic(stream, name, count);
}

function isList(topics: NonNullable<NewStream['topics']>): topics is readonly string[] {
  return Array.isArray(topics);
}
