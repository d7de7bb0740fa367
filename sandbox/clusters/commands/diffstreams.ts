import { missingFrom } from '../world/batches.ts';
import { deny, holdsAny } from '../world/rights.ts';
import type { Stream, World } from '../world/types.ts';
import { need, openStream } from './call.ts';
import type { Call, Command } from './command.ts';
import { copyOptions } from './copystream.ts';

/** Point 38. The files lie on the caller's machine and hold plain lines, not sequence files. */
export const diffstreams: Command = {
  program: 'mapr',
  words: 'diffstreams',
  changes: false,
  touches: ['src', 'dst'],
  options: [
    ...copyOptions,
    { name: 'outdir', about: 'Output directory', type: 'text', required: true },
    { name: 'first_exit', about: 'Stop at the first difference', type: 'flag' },
  ],
  run(world, call) {
    const source = open(world, call, 'src');
    const destination = open(world, call, 'dst');
    const outdir = need(call, 'outdir');
    return {
      files: {
        [`${outdir}/opsForDst/part-m-00000`]: lack(source, destination),
        [`${outdir}/opsForSrc/part-m-00000`]: lack(destination, source),
      },
      notes: ['Comparison done (simulated wording)'],
    };
  },
};

function open(world: World, call: Call, option: string): Stream {
  const stream = openStream(world, call, option, ['readAce', 'lookupdir']);
  if (!holdsAny(stream, call.user, ['consumeperm', 'copyperm'])) {
    deny(call.user, 'consumeperm or copyperm', need(call, option));
  }
  return stream;
}

/** What `has` holds and `lacks` does not, a line for each run of offsets. */
function lack(has: Stream, lacks: Stream): string {
  const lines = Object.entries(has.topics).flatMap(([topic, { partitions }]) =>
    partitions.flatMap(({ batches }, index) => {
      const there = lacks.topics[topic]?.partitions[index]?.batches ?? [];
      return batches
        .flatMap((batch) => missingFrom(there, batch))
        .map(({ from, to }) => `${topic}:${index} ${from}-${to}\n`);
    }),
  );
  return lines.join('');
}
