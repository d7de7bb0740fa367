import type { ReplicaOptions } from '../../mapr/options.ts';
import { type ReplicaRow, replicaList } from '../../mapr/replica-list.ts';
import { StepFault } from '../faults.ts';
import type { StepContext } from '../step.ts';
import { seen } from './seen.ts';

/** @throws StepFault where the source feeds its replica in another way than was agreed to */
export function mustBeAsAsked(context: StepContext, row: ReplicaRow): void {
  const { source, replica, options } = context.plan;
  const [unlike] = notAsAsked(row, options);
  if (!unlike) return;
  const [name, is, asked] = unlike;
  throw new StepFault({
    ...seen(context, replicaList(source)),
    message: `${replica} is registered with ${name} ${is}, and ${asked} was asked for.`,
    remedy: `Find out who changed it. Set it (maprcli stream replica edit -path ${source} -replica ${replica} -${name} ${asked}), then press Retry; or Roll back.`,
  });
}

/** Both owners agree to these: whether messages are encrypted on the wire, for instance. A row need not tell them all. */
function notAsAsked(row: ReplicaRow, options: ReplicaOptions): [string, string, string][] {
  const { throttle, synchronous, encrypt, compression } = options;
  const pairs: [string, unknown, unknown][] = [
    ['throttle', row.throttle, throttle],
    ['synchronous', row.synchronous, synchronous],
    ['networkencryption', row.networkencryption, encrypt],
    ['networkcompression', row.networkcompression, compression ?? undefined],
  ];
  return pairs
    .filter(([, is, asked]) => is !== undefined && asked !== undefined && is !== asked)
    .map(([name, is, asked]) => [name, String(is), String(asked)]);
}
