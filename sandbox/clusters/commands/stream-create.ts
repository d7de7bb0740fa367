import { requireRights, writing } from '../world/rights.ts';
import { addStream, defaultAttributes, mergeAttributes } from '../world/streams.ts';
import { attributeOptions, givenAttributes } from './attributes.ts';
import { openStream, place } from './call.ts';
import { type Command, path, silence } from './command.ts';

/** Points 17 and 18. */
export const streamCreate: Command = {
  program: 'maprcli',
  words: 'stream create',
  changes: true,
  touches: ['path', 'copymetafrom'],
  options: [
    path,
    ...attributeOptions,
    {
      name: 'copymetafrom',
      about: 'Stream to copy attributes from',
      type: 'text',
      default: 'none',
    },
  ],
  run(world, call) {
    const at = place(world, call, 'path');
    requireRights(world, call.user, at, writing);
    // Which permission the source needs is not stated; only a holder of adminperm sees the ACEs.
    const base =
      call.values['copymetafrom'] === undefined
        ? defaultAttributes(call.user.name)
        : openStream(world, call, 'copymetafrom', ['readAce', 'lookupdir'], ['adminperm'])
            .attributes;
    addStream(world, at, mergeAttributes(world, base, givenAttributes(call)));
    return silence;
  },
};
