import { deny, holds, holdsAny, reading } from '../world/rights.ts';
import { permissions } from '../world/types.ts';
import { need, openStream } from './call.ts';
import { type Command, path } from './command.ts';
import { sizesOf } from './sizes.ts';

/** Point 19: ACE fields only for a holder of `adminperm`. */
export const streamInfo: Command = {
  program: 'maprcli',
  words: 'stream info',
  changes: false,
  touches: ['path'],
  options: [path],
  run(world, call) {
    const stream = openStream(world, call, 'path', reading);
    const admin = holds(stream, call.user, 'adminperm');
    if (!admin && !holdsAny(stream, call.user, ['produceperm', 'consumeperm', 'topicperm'])) {
      deny(call.user, 'adminperm', need(call, 'path'));
    }
    const { attributes } = stream;
    const topics = Object.values(stream.topics);
    const row = {
      path: stream.path,
      ...sizesOf(topics.flatMap(({ partitions }) => partitions)),
      numtopics: topics.length,
      defaultpartitions: attributes.defaultpartitions,
      ttl: attributes.ttl,
      compression: attributes.compression,
      autocreate: attributes.autocreate,
      ...(admin ? Object.fromEntries(permissions.map((name) => [name, attributes[name]])) : {}),
      ischangelog: attributes.ischangelog,
      defaulttimestamptype: attributes.defaulttimestamptype,
      compact: attributes.compact,
      mincompactionlag: attributes.mincompactionlag,
      deleteretention: attributes.deleteretention,
      pidexpirysecs: attributes.pidexpirysecs,
    };
    return { rows: [row] };
  },
};
