import { codes, Refusal, simulated } from '../world/refusal.ts';
import { findReplica, type ReplicaOptions } from '../world/replicas.ts';
import type { Replica, Stream, World } from '../world/types.ts';
import { compressionOf, compressions } from './attributes.ts';
import { flag, need, place } from './call.ts';
import type { Call, Option } from './command.ts';

export const transportOptions: readonly Option[] = [
  { name: 'throttle', about: 'Throttle replication', type: 'boolean', default: 'false' },
  { name: 'networkencryption', about: 'Encrypt on the wire', type: 'boolean', default: 'false' },
  { name: 'synchronous', about: 'Replicate synchronously', type: 'boolean', default: 'false' },
  { name: 'networkcompression', about: 'off|lz4|lzf|zlib', type: compressions },
];

/** Those transport options that the caller gave. */
export function givenTransport(call: Call): Omit<ReplicaOptions, 'uuid'> {
  const given: Omit<ReplicaOptions, 'uuid'> = {};
  for (const name of ['throttle', 'networkencryption', 'synchronous'] as const) {
    if (call.values[name] !== undefined) given[name] = flag(call, name, false);
  }
  const compression = compressionOf(call, 'networkcompression');
  if (compression !== undefined) given.networkcompression = compression;
  return given;
}

/** Point 26: an error when there is no such replica. */
export function needReplica(world: World, call: Call, source: Stream): Replica {
  const found = findReplica(source, place(world, call, 'replica'));
  if (found !== undefined) return found;
  throw new Refusal(
    codes.missing,
    simulated(`${need(call, 'replica')} is not a replica of ${need(call, 'path')}`),
  );
}

/** Point 11: without a licence, with the observed number, text and native line. */
export function checkLicence(call: Call): void {
  if (call.faults.licence?.how !== 'refuse') return;
  throw new Refusal(
    codes.unsupported,
    `Failed to add replica for table: ${need(call, 'path')} DirectCopyInfo DC_NOT_SUPPORTED`,
    'AddTableReplica failed, error Function not implemented(38)',
  );
}

export function refuseWithoutGateways(call: Call): never {
  throw new Refusal(
    codes.invalid,
    `Failed to add replica for table: ${need(call, 'path')} : Cluster Gateways are not configured`,
  );
}
