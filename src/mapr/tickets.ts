import type { TicketUser } from './ace.ts';
import type { MaprCommand } from './command.ts';
import { throwIfUnfinished } from './judge.ts';

/** A ticket that ends sooner than this, in milliseconds, is to be renewed now: a week leaves days off and time to ask. */
export const warnBeforeMs = 7 * 24 * 3600_000;

/** What to do about a ticket that is missing, or soon ends. */
export function renewal(cluster: string): string {
  return `Make a service ticket on a node of ${cluster}: maprlogin generateticket -type service -user <user> -out <file>`;
}

/**
 * Who the worker's ticket for a cluster speaks for (`maprlogin print`; form published, sheet 1.5).
 * Null where there is none to be seen: the cluster may need none.
 */
export function ticketUser(cluster: string): MaprCommand<TicketUser | null> {
  const asked = { program: 'maprlogin', args: ['print'], cluster } as const;
  return {
    ...asked,
    changes: false,
    read(answer) {
      throwIfUnfinished(asked, answer);
      const line = lineOf(answer.stdout, cluster);
      const name = /\buser = ([^\s,]+)/.exec(line ?? '')?.[1];
      const uid = /\buid = (\d+)/.exec(line ?? '')?.[1];
      if (name === undefined || uid === undefined) return null;
      const gids = /\bgids = ([\d,\s]*)/.exec(line ?? '')?.[1] ?? '';
      return { name, uid, gids: gids.split(/[,\s]+/).filter((gid) => gid !== '') };
    },
  };
}

/**
 * When the worker's ticket for a cluster ends, in milliseconds since 1970 (`maprlogin print`, field `expires`).
 * Null where there is no ticket to be seen, or no date that can be read: how it is written is not published (sheet, 1.5).
 */
export function ticketExpiry(cluster: string): MaprCommand<number | null> {
  const asked = { program: 'maprlogin', args: ['print'], cluster } as const;
  return {
    ...asked,
    changes: false,
    read(answer) {
      throwIfUnfinished(asked, answer);
      const written = /\bexpires = '([^']*)'/.exec(lineOf(answer.stdout, cluster) ?? '')?.[1];
      const at = Date.parse(written ?? '');
      return Number.isNaN(at) ? null : at;
    },
  };
}

function lineOf(printed: string, cluster: string): string | undefined {
  return printed.split('\n').find((each) => each.startsWith(`${cluster}:`));
}
