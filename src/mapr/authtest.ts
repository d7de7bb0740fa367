import { clean, clip } from './clean.ts';
import type { MaprCommand } from './command.ts';
import { MaprError } from './errors.ts';
import { throwIfUnfinished } from './judge.ts';
import { parseReply } from './reply.ts';

/**
 * - `valid`: the worker's ticket is good for the cluster
 * - `insecure`: the cluster has no security, so there are no tickets
 * - `missing`: no ticket, or an expired one
 */
export interface Ticket {
  readonly state: 'valid' | 'insecure' | 'missing';
  /** What was printed: cleaned and clipped. */
  readonly raw: string;
}

/**
 * Whether there is a ticket for a cluster. `maprlogin` has no `-json`, and what it prints for an expired ticket is
 * not known, so the exit code decides. Only "insecure" has to be read from the published words (sheet, 1.5).
 *
 * @throws MaprError from `read` if the cluster could not be asked
 */
export function authtest(cluster: string): MaprCommand<Ticket> {
  const asked = { program: 'maprlogin', args: ['authtest', '-cluster', cluster], cluster } as const;
  return {
    ...asked,
    changes: false,
    read(answer) {
      throwIfUnfinished(asked, answer);
      const [error] = parseReply(answer.stdout, answer.stderr).errors;
      if (error?.id === 10009) {
        const reason = `failed with error ${error.id}: ${error.desc}`;
        throw new MaprError({ fault: 'transient', command: asked, reason, id: error.id, answer });
      }
      const raw = clip(clean(`${answer.stdout}\n${answer.stderr}`), 1500);
      if (/security is not enabled on the cluster/i.test(raw)) return { state: 'insecure', raw };
      return { state: answer.exitCode === 0 ? 'valid' : 'missing', raw };
    },
  };
}
