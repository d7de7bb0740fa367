import { startCopy } from '../world/copy-job.ts';
import { codes, Refusal, simulated } from '../world/refusal.ts';
import { deny, holds, holdsAny, requireRights } from '../world/rights.ts';
import { addStream, streamAt } from '../world/streams.ts';
import type { Stream, World } from '../world/types.ts';
import { need, openStream, place } from './call.ts';
import type { Call, Command, Option } from './command.ts';

export const copyOptions: readonly Option[] = [
  { name: 'src', about: 'Source stream', type: 'text', required: true },
  { name: 'dst', about: 'Destination stream', type: 'text', required: true },
  { name: 'mapreduce', about: 'Run as a job', type: 'boolean', default: 'false' },
  { name: 'numthreads', about: 'Threads', type: 'integer', default: '16' },
];

/** Points 35 to 37. */
export const copystream: Command = {
  program: 'mapr',
  words: 'copystream',
  changes: true,
  touches: ['src', 'dst'],
  options: copyOptions,
  run(world, call) {
    const source = openStream(world, call, 'src', ['readAce', 'lookupdir']);
    if (!holdsAny(source, call.user, ['consumeperm', 'copyperm'])) {
      deny(call.user, 'consumeperm or copyperm', need(call, 'src'));
    }
    const target = destination(world, call, source);
    if (target === source)
      throw new Refusal(codes.invalid, simulated('-src and -dst are the same'));
    checkDestination(call, target);
    const copy = startCopy(source, target);
    return { notes: [`Copying ${need(call, 'src')} to ${need(call, 'dst')}`], job: { copy } };
  },
};

/** A missing destination is made with the source's metadata. */
function destination(world: World, call: Call, source: Stream): Stream {
  const at = place(world, call, 'dst');
  requireRights(world, call.user, at, ['writeAce', 'lookupdir']);
  return streamAt(world, at) ?? addStream(world, at, structuredClone(source.attributes));
}

function checkDestination(call: Call, target: Stream): void {
  const writes = (['produceperm', 'consumeperm', 'topicperm'] as const).every((permission) =>
    holds(target, call.user, permission),
  );
  if (!writes && !holds(target, call.user, 'copyperm')) {
    deny(call.user, 'copyperm', need(call, 'dst'));
  }
}
