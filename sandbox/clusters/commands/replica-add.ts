import { codes, Refusal, simulated } from '../world/refusal.ts';
import { addReplica } from '../world/replicas.ts';
import { writing } from '../world/rights.ts';
import { flag, openStream } from './call.ts';
import { type Command, path, replica, silence } from './command.ts';
import {
  checkLicence,
  givenTransport,
  refuseWithoutGateways,
  transportOptions,
} from './replica-options.ts';

/** Points 22 and 24. */
export const replicaAdd: Command = {
  program: 'maprcli',
  words: 'stream replica add',
  changes: true,
  touches: ['path', 'replica'],
  options: [
    path,
    replica,
    { name: 'paused', about: 'Start paused', type: 'boolean', default: 'false' },
    ...transportOptions,
  ],
  run(world, call) {
    checkLicence(call);
    const source = openStream(world, call, 'path', writing, ['adminperm', 'copyperm']);
    const target = openStream(world, call, 'replica', writing);
    if (source === target) {
      throw new Refusal(codes.invalid, simulated('A stream cannot be its own replica'));
    }
    if (call.faults.gatewaysMissing?.refuse === true) refuseWithoutGateways(call);
    const { cluster, path, uuid } = target;
    const options = { ...givenTransport(call), paused: flag(call, 'paused', false), uuid };
    addReplica(source, { cluster, path }, options, call.now);
    return silence;
  },
};
