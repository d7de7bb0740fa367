import type { Answer, MaprCommand } from './command.ts';
import { isRefusal, MaprError } from './errors.ts';
import { parseReply, type Reply, type ReplyError } from './reply.ts';

type Asked = Pick<MaprCommand<unknown>, 'program' | 'args' | 'cluster'>;

/**
 * Decides whether a command did what it was for: exit code 0, and no error in the envelope or beside it.
 * Never by the wording of a message.
 *
 * @throws MaprError
 */
export function judge(command: Asked, answer: Answer): Reply {
  throwIfUnfinished(command, answer);
  const reply = parseReply(answer.stdout, answer.stderr);
  const error = worstOf(reply.errors);
  if (error !== undefined) throw failed(command, answer, reply, error);
  throwIfExited(command, answer);
  return reply;
}

/** Same, for `maprcli -json`: the reply must be there and say OK. @throws MaprError */
export function judgeJson(command: Asked, answer: Answer): Reply {
  const reply = judge(command, answer);
  if (reply.status !== 'OK') throw unreadable(command, answer, 'its reply cannot be read');
  return reply;
}

/** @throws MaprError if the program did not come to an end by itself. */
export function throwIfUnfinished(command: Asked, answer: Answer): void {
  if (answer.timedOut) {
    const seconds = Math.round(answer.durationMs / 1000);
    const reason = `did not end within ${seconds} s and was stopped`;
    throw new MaprError({ fault: 'timeout', command, reason, answer });
  }
  if (answer.exitCode === null) {
    const reason = 'was ended by a signal before it was done';
    throw new MaprError({ fault: 'transient', command, reason, answer });
  }
}

export function unreadable(command: Asked, answer: Answer, reason: string): MaprError {
  return new MaprError({ fault: 'unreadable', command, reason, answer });
}

function throwIfExited(command: Asked, answer: Answer): void {
  if (answer.exitCode === 0) return;
  const reason = `failed with exit code ${answer.exitCode} and gave no error number`;
  throw new MaprError({ fault: 'transient', command, reason, answer });
}

function failed(command: Asked, answer: Answer, reply: Reply, error: ReplyError): MaprError {
  const { id, desc } = error;
  const told = id === null ? desc : `error ${id}: ${desc}`;
  if (reply.status === 'OK') {
    // Half done, perhaps (a volume is created, but not mounted: sheet, 1.4): no clear refusal.
    const reason = `says both OK and ${told}`;
    return new MaprError({ fault: 'unreadable', command, reason, id, answer });
  }
  const fault = id !== null && isRefusal(id) ? 'refused' : 'transient';
  const reason = id === null ? `failed: ${told}` : `failed with ${told}`;
  return new MaprError({ fault, command, reason, id, answer });
}

/** The one that no retry mends, if there is one among several. */
function worstOf(errors: readonly ReplyError[]): ReplyError | undefined {
  return (
    errors.find(({ id }) => id !== null && isRefusal(id)) ??
    errors.find(({ id }) => id !== null) ??
    errors[0]
  );
}
