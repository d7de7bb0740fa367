import { sumOf } from '../world/batches.ts';
import type { Partition } from '../world/types.ts';

const block = 8192;

export function sizesOf(partitions: readonly Partition[]): {
  physicalsize: number;
  logicalsize: number;
} {
  const logicalsize = partitions.reduce((sum, { batches }) => sum + sumOf(batches).bytes, 0);
  return { physicalsize: Math.ceil(logicalsize / block) * block, logicalsize };
}
