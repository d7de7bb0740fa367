import type { TicketUser } from './ace.ts';
import type { MaprCommand } from './command.ts';
import { throwIfUnfinished } from './judge.ts';

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
      const line = answer.stdout.split('\n').find((each) => each.startsWith(`${cluster}:`));
      const name = /\buser = ([^\s,]+)/.exec(line ?? '')?.[1];
      const uid = /\buid = (\d+)/.exec(line ?? '')?.[1];
      if (name === undefined || uid === undefined) return null;
      const gids = /\bgids = ([\d,\s]*)/.exec(line ?? '')?.[1] ?? '';
      return { name, uid, gids: gids.split(/[,\s]+/).filter((gid) => gid !== '') };
    },
  };
}
