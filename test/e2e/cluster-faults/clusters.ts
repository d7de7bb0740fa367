/** Clusters that are down, shut, unlicensed or full. */

import { expect } from 'vitest';
import { duringCopy, type Play, slowCopy } from './play.ts';
import type { Stop } from './rows.ts';

export const clusters: readonly Stop[] = [
  {
    name: 'The CLDB stays down: stops after bounded tries and says so; Roll back leaves nothing once it is back',
    from: 'authorize',
    faults: ({ replica }) => ({ cldbDown: { command: `-path ${replica}` } }),
    at: 'authorize',
    says: [/error 10009/, /The CLDB of the cluster does not answer/],
    next: { press: 'rollback', leaves: [] },
  },
  {
    name: 'The CLDB goes down in the middle of the copy: stops after bounded tries; Retry completes the copy',
    from: 'load',
    to: 'bogota',
    messages: 400,
    faults: slowCopy,
    meanwhile: duringCopy(({ clusters }) =>
      clusters.faults.add({ cldbDown: { clusters: 'bogota' } }),
    ),
    at: 'load',
    says: [/10009/, /The CLDB of the cluster does not answer/],
    next: { press: 'retry', also: hasAll(400) },
  },
  {
    name: 'The ticket expires while the consent is waited for: stops, and says whose ticket for which cluster to renew, and where; Retry goes on',
    from: 'authorize',
    to: 'cairo',
    faults: () => ({ ticket: { clusters: 'cairo', state: 'expired' } }),
    at: 'authorize',
    says: [
      /The worker of cairo has no valid ticket for cairo\./,
      /renew the ticket of the worker of cairo, on \S+ \(maprlogin password -cluster cairo;/,
    ],
    next: { press: 'retry' },
  },
  {
    name: 'The ticket goes missing in the middle of the copy: stops, and says which to renew; Retry goes on, and copies nothing twice',
    from: 'load',
    to: 'dakar',
    faults: slowCopy,
    meanwhile: duringCopy(({ clusters }) =>
      clusters.faults.add({ ticket: { clusters: 'dakar', state: 'missing' } }),
    ),
    at: 'load',
    says: [
      /worker of sanfrancisco has no valid ticket for dakar\./,
      /maprlogin password -cluster dakar/,
    ],
    next: {
      press: 'retry',
      also: ({ clusters, replica }) =>
        clusters.messages(replica).then((messages) => expect(messages).toBe(30)),
    },
  },
  {
    name: 'The licence is missing, and registering is refused: stops and says so; Retry completes it once it is there',
    from: 'register',
    faults: ({ source }) => ({
      licence: { command: `replica add -path ${source}`, how: 'refuse' },
    }),
    at: 'register',
    says: [/DC_NOT_SUPPORTED/, /the licence for replication is missing: apply the licence to both/],
    next: { press: 'retry' },
  },
  {
    name: 'The licence is missing, and registering hangs: stops after bounded tries, and names the licence; Roll back leaves nothing',
    from: 'register',
    faults: ({ source }) => ({ licence: { command: `replica add -path ${source}`, how: 'hang' } }),
    at: 'register',
    says: [/did not end within/, /hangs when a cluster has no licence for replication/],
    next: { press: 'rollback', leaves: [] },
  },
  {
    name: 'No gateway is configured any more when it is registered: stops, and says what to configure; Roll back leaves nothing',
    from: 'register',
    faults: ({ source }) => ({
      gatewaysMissing: { command: `replica add -path ${source}`, refuse: true },
    }),
    at: 'register',
    says: [/error 22: .*Cluster Gateways are not configured/, /maprcli cluster gateway set/],
    next: { press: 'rollback', leaves: [] },
  },
  {
    name: 'The disk fills up during the copy: stops and says so; Retry completes the copy once there is space',
    from: 'load',
    messages: 400,
    faults: ({ source }) => ({
      copy: { command: `copystream -src ${source}`, failAfter: 0.5, failWith: 'disk full' },
    }),
    at: 'load',
    says: [/No space left on device/, /free some on the replica’s cluster/],
    next: { press: 'retry', also: hasAll(400) },
  },
  {
    name: 'The gateways stay down after the resume: stops, as it is set up but does not work; Retry confirms once they are back',
    from: 'resume',
    to: 'eilat',
    faults: () => ({ gatewaysDown: { clusters: 'eilat' } }),
    given: ({ clusters, source }) => clusters.produce(source, 'clicks', 4),
    at: 'confirm',
    says: [/set up but does not work: waited in vain for a gateway of eilat/, /gateways, licence/],
    next: { press: 'retry', also: hasAll(34) },
  },
  {
    name: 'The gateway refuses the source, and the row says why: waits and shows it, then stops and says what is missing; Roll back leaves the stream, which has messages, and names it',
    from: 'resume',
    to: 'fez',
    faults: () => ({ upstreamMissing: { clusters: 'fez', how: 'error', code: 'ErrNotAllowed' } }),
    given: removeUpstream,
    meanwhile: ({ untilSaid }) => untilSaid(/Waits since .* for ErrNotAllowed/),
    at: 'confirm',
    says: [/no longer lists .* as its upstream, so it takes no messages from it/],
    next: { press: 'rollback', leaves: ['stream'] },
  },
  {
    name: 'Messages written after the resume never arrive, and no row says why: stops, never "done"; Roll back leaves the stream and names it',
    from: 'resume',
    to: 'genoa',
    faults: () => ({ upstreamMissing: { clusters: 'genoa', how: 'silent' } }),
    async given(play) {
      await removeUpstream(play);
      await play.clusters.produce(play.source, 'clicks', 4);
    },
    at: 'confirm',
    says: [/no longer lists .* as its upstream/],
    next: { press: 'rollback', leaves: ['stream'] },
  },
  {
    name: 'The source is silent, and the replica would take no message: stops all the same, never "done"; Roll back leaves the stream and names it',
    from: 'resume',
    to: 'haifa',
    faults: () => ({ upstreamMissing: { clusters: 'haifa', how: 'silent' } }),
    given: removeUpstream,
    at: 'confirm',
    says: [/no longer lists .* as its upstream/],
    next: { press: 'rollback', leaves: ['stream'] },
  },
];

function removeUpstream({ somebody, source, replica }: Play): Promise<unknown> {
  return somebody('stream', 'upstream', 'remove', '-path', replica, '-upstream', source);
}

function hasAll(messages: number) {
  return async ({ clusters, replica }: Play) =>
    expect(await clusters.messages(replica)).toBe(messages);
}
