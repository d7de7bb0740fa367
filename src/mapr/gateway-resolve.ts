import { z } from 'zod';
import type { MaprCommand } from './command.ts';
import { unreadable } from './judge.ts';
import { look } from './maprcli.ts';

/**
 * Gateways of `dstcluster` that are up, as cluster `on` sees them: that is where the source sends its messages
 * ("HPE 8.0, cluster gateway resolve"). Empty: none is.
 *
 * The names of the fields are published only for `cluster gateway list` (`gatewayConfig`, hosts with blanks between),
 * so any field that speaks of gateways is read.
 */
export function gatewayResolve(on: string, dstcluster: string): MaprCommand<string[]> {
  const args = ['cluster', 'gateway', 'resolve', '-cluster', on, '-dstcluster', dstcluster];
  const rows = look(on, args, z.record(z.string(), z.unknown()));
  return {
    ...rows,
    read(answer) {
      const fields = rows.read(answer).flatMap((row) => Object.entries(row));
      const named = fields.filter(([name]) => /gateway/i.test(name));
      if (fields.length > 0 && named.length === 0) {
        throw unreadable(rows, answer, 'its reply names no gateways');
      }
      return [...new Set(named.flatMap(([, value]) => hosts(value)))];
    },
  };
}

function hosts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(hosts);
  return typeof value === 'string' ? value.split(/[\s,]+/).filter((host) => host !== '') : [];
}
