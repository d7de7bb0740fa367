import {
  type Attributes,
  type Compression,
  permissions,
  type TimestampType,
} from '../world/types.ts';
import { flag, integer } from './call.ts';
import type { Call, Option } from './command.ts';

export const compressions = ['off', 'lz4', 'lzf', 'zlib'] as const;
export const timestampTypes = ['createtime', 'logappendtime'] as const;

/** Options that `stream create` and `stream edit` share. */
export const attributeOptions: readonly Option[] = [
  { name: 'ttl', about: 'Time to live in seconds', type: 'integer', default: '604800' },
  { name: 'autocreate', about: 'Auto create topics', type: 'boolean', default: 'true' },
  {
    name: 'defaultpartitions',
    about: 'Default partitions per topic',
    type: 'integer',
    default: '1',
  },
  { name: 'compression', about: 'off|lz4|lzf|zlib', type: compressions },
  { name: 'defaulttimestamptype', about: 'createtime|logappendtime', type: timestampTypes },
  { name: 'ischangelog', about: 'Stream to store changelog', type: 'boolean', default: 'false' },
  { name: 'pidexpirysecs', about: 'Producer id expiry', type: 'integer', default: '604800' },
  ...permissions.map(
    (name): Option => ({
      name,
      about: `Access control expression`,
      type: 'text',
      default: 'u:creator',
    }),
  ),
];

/** Those attributes that the caller gave. */
export function givenAttributes(call: Call): Partial<Attributes> {
  const given: Partial<Attributes> = {};
  for (const name of numbers) {
    const value = integer(call, name);
    if (value !== undefined) given[name] = value;
  }
  for (const name of booleans) {
    if (call.values[name] !== undefined) given[name] = flag(call, name, false);
  }
  for (const name of permissions) {
    const value = call.values[name];
    if (value !== undefined) given[name] = value;
  }
  const compression = compressionOf(call, 'compression');
  if (compression !== undefined) given.compression = compression;
  const type = timestampTypeOf(call, 'defaulttimestamptype');
  if (type !== undefined) given.defaulttimestamptype = type;
  return given;
}

export function compressionOf(call: Call, name: string): Compression | undefined {
  return compressions.find((value) => value === call.values[name]);
}

export function timestampTypeOf(call: Call, name: string): TimestampType | undefined {
  return timestampTypes.find((value) => value === call.values[name]);
}

const numbers = [
  'ttl',
  'defaultpartitions',
  'mincompactionlag',
  'deleteretention',
  'pidexpirysecs',
] as const;
const booleans = ['autocreate', 'ischangelog', 'compact'] as const;
