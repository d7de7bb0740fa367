import { reverse } from '../world/autosetup.ts';
import { startCopy } from '../world/copy-job.ts';
import { knownGateways } from '../world/gateways.ts';
import type { Place } from '../world/path.ts';
import { codes, Refusal, simulated } from '../world/refusal.ts';
import { addReplica, addUpstream, findReplica } from '../world/replicas.ts';
import { requireRights, writing } from '../world/rights.ts';
import { addStream, existsAt, streamAt } from '../world/streams.ts';
import type { Stream, World } from '../world/types.ts';
import { flag, openStream, place } from './call.ts';
import { type Call, type Command, path, type Reply, replica, silence } from './command.ts';
import {
  checkLicence,
  givenTransport,
  refuseWithoutGateways,
  transportOptions,
} from './replica-options.ts';

/** Points 32 and 33: the whole procedure in one command. */
export const replicaAutosetup: Command = {
  program: 'maprcli',
  words: 'stream replica autosetup',
  changes: true,
  touches: ['path', 'replica'],
  options: [
    path,
    replica,
    { name: 'multimaster', about: 'Replicate both ways', type: 'boolean', default: 'false' },
    ...transportOptions,
    { name: 'directcopy', about: 'Copy by gateways', type: 'boolean', default: 'true' },
    { name: 'useexistingreplica', about: 'Replica exists', type: 'boolean', default: 'false' },
  ],
  run(world, call) {
    checkLicence(call);
    const source = openStream(world, call, 'path', writing, ['adminperm', 'copyperm']);
    const target = place(world, call, 'replica');
    requireRights(world, call.user, target, writing);
    checkOptions(call);
    if (findReplica(source, target) !== undefined) {
      throw new Refusal(codes.exists, simulated('Replication is already set up'));
    }
    if (existsAt(world, target) && !flag(call, 'useexistingreplica', false)) {
      throw new Refusal(codes.failed, simulated(`Replica ${target.path} exists, File exists`));
    }
    return flag(call, 'directcopy', true)
      ? schedule(world, call, source, target)
      : copyHere(world, call, source, target);
  },
};

function checkOptions(call: Call): void {
  if (!flag(call, 'useexistingreplica', false)) return;
  if (!flag(call, 'directcopy', true)) {
    throw new Refusal(
      codes.invalid,
      'Param useexistingreplica is supported only when param directcopy is set to true',
    );
  }
  if (flag(call, 'multimaster', false)) {
    throw new Refusal(
      codes.invalid,
      'cannot use multi-master option with pre-existing replica table',
    );
  }
}

/** With directcopy the command only leaves an order; gateways do the rest (world/autosetup.ts). */
function schedule(world: World, call: Call, source: Stream, target: Place): Reply {
  if (knownGateways(world, source.cluster, target.cluster).length === 0) {
    refuseWithoutGateways(call);
  }
  const uuid = streamAt(world, target)?.uuid ?? '';
  const row = addReplica(source, target, { ...givenTransport(call), uuid }, call.now);
  row.state = 'REPLICA_STATE_CREATE_SCHEDULE';
  row.propagateExistingData = true;
  row.setup = {
    multimaster: flag(call, 'multimaster', false),
    existing: flag(call, 'useexistingreplica', false),
    spentMs: 0,
    job: null,
  };
  return silence;
}

/** Without it the caller's process copies, and the command blocks. */
function copyHere(world: World, call: Call, source: Stream, target: Place): Reply {
  const made = addStream(world, target, structuredClone(source.attributes));
  const options = { ...givenTransport(call), uuid: made.uuid, paused: true };
  addReplica(source, target, options, call.now);
  addUpstream(made, source);
  if (flag(call, 'multimaster', false)) reverse(source, made, call.now);
  return {
    job: {
      copy: startCopy(source, made),
      finish(later) {
        const stream = streamAt(later, source);
        const row = stream === undefined ? undefined : findReplica(stream, target);
        if (row !== undefined) row.paused = false;
      },
    },
  };
}
