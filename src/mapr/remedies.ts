import type { Fault } from './errors.ts';

interface Failure {
  fault: Fault;
  id: number | null;
  command: string;
  answer: string;
}

/** What a person can do about it. The wording of an answer only ever chooses between advices, never decides. */
export function remedyFor(failure: Failure): string {
  switch (failure.fault) {
    case 'refused':
      return refused(failure);
    case 'transient':
      return transient(failure);
    case 'timeout':
      return isRegistration(failure.command)
        ? `It is unknown whether it took effect; a retry looks first. This command hangs when a cluster has no licence for replication: ${licence}`
        : 'It is unknown whether it took effect; a retry looks first. Check that both clusters can be reached from the worker’s node.';
    case 'unreadable':
      return 'The reply is not what this release of MapR was known to print, so nothing was concluded from it. Run the command by hand with -json; if that looks right, please report it.';
    case 'not-started':
      return 'The MapR client is not installed where the worker runs, or MAPR_HOME points elsewhere. Check that the file exists and that the worker’s user may execute it.';
    case 'unreached':
      return 'Nothing was asked of the cluster. Check that it can be reached from the worker’s node.';
    default:
      return failure.fault satisfies never;
  }
}

function transient({ id, answer }: Failure): string {
  if (id === 10009) {
    return 'The CLDB of the cluster does not answer. Check that the cluster is up and can be reached from the worker’s node.';
  }
  // A copy that runs out of space need not give a number.
  if (/no space left|quota exceeded/i.test(answer)) return space;
  return 'Read what the command answered, and run it by hand on the worker’s node.';
}

const space =
  'There is no space left: free some on the replica’s cluster, or raise the quota of the replica’s volume, then press Retry. A copy that broke off is completed by the next one.';

const licence =
  'apply the licence to both clusters (`maprcli license list -cluster <cluster>` shows what there is).';

function refused({ id, command, answer }: Failure): string {
  switch (id) {
    case 1:
    case 13:
      return 'The worker’s user lacks a right. Setting up replication needs adminperm and copyperm on the source, adminperm on the replica, readAce and writeAce on both volumes and lookupdir on both paths. The mapr user has no free pass for streams.';
    case 2:
      return 'A path in the command does not exist. Check both stream names, and that the parent directory exists on the replica’s cluster: MapR does not create it.';
    case 17:
      return 'There is something of that name already. See whose it is before you ask for another name.';
    case 22:
      return /gateway/i.test(answer)
        ? 'Tell the source’s cluster where the gateways of the replica’s cluster are: `maprcli cluster gateway set -dstcluster <cluster> -gateways "<host> <host>"`.'
        : 'MapR did not accept a value in this command. Read what it answered.';
    case 28:
    case 122:
      return space;
    case 30:
      return 'The volume is read-only, a mirror for instance. Choose a stream in a volume that can be written to.';
    case 38:
    case 95:
      return `The cluster does not do this. As a rule the licence for replication is missing: ${licence}`;
    case 10003:
      return command.includes('stream create')
        ? 'MapR could not create the stream. Most often something of that name exists already; otherwise check the parent directory and the rights on it.'
        : 'MapR could not do it. Read what it answered.';
    default:
      return 'Read what the command answered; trying again does not help.';
  }
}

function isRegistration(command: string): boolean {
  return /^maprcli stream replica (add|autosetup) /.test(command);
}
