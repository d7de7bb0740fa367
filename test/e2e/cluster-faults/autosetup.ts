/** The set-up by the cluster itself: what can go wrong with its one order, and with the copy that nobody here makes. */

import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { ReplicaSnapshot } from '../../../sandbox/clusters/api.ts';
import type { Clusters, Faults } from '../../../sandbox/clusters/index.ts';
import type { Pair, Play } from './play.ts';
import type { Ride, Stop } from './rows.ts';

/** Time for somebody to do something between the last look before the order and the order. */
const slowLook = ({ source }: Pair): Faults => ({
  latency: { command: `replica list -path ${source}`, ms: 2_000 },
});

const lost = '{\n\t"status":"ERROR",\n\t"errors":[{"id":10009,"desc":"no contact"}]\n}\n';

export const autosetupStops: readonly Stop[] = [
  {
    name: 'The order to the cluster hangs every time: stops after bounded tries, and names the licence; Roll back leaves nothing',
    byCluster: true,
    faults: ({ source }) => ({ hang: { command: `autosetup -path ${source}` } }),
    at: 'autosetup',
    says: [/did not end within \d+ s and was stopped/, /hangs when a cluster has no licence/],
    next: { press: 'rollback', leaves: [] },
  },
  {
    name: 'The order to the cluster hangs after it took effect, and no look can be had: stops; Roll back leaves to people what nobody saw made, and names it',
    byCluster: true,
    faults: ({ source }) => ({ hang: { command: `autosetup -path ${source}`, after: true } }),
    async meanwhile({ clusters, source, until }) {
      await until(({ steps }) => steps.autosetup.effect === 'intended');
      const command = `replica list -path ${source}`;
      await clusters.faults.add({ reply: { command, exit: 0, stdout: 'what?\n' } });
    },
    at: 'autosetup',
    says: [/its reply cannot be read/, /nothing was concluded from it/],
    next: {
      press: 'rollback',
      leaves: ['stream', 'registration', 'upstream'],
      named: ['stream', 'registration'],
    },
  },
  {
    name: 'The contact is lost after the order to the cluster took effect: stops, as it cannot be told whose it is; Roll back leaves it, and names it',
    byCluster: true,
    faults: ({ source }) => ({
      reply: { command: `autosetup -path ${source}`, exit: 1, stdout: lost, after: true, times: 1 },
    }),
    at: 'autosetup',
    says: [/whether this request made it cannot be told/],
    next: {
      press: 'rollback',
      leaves: ['stream', 'registration', 'upstream'],
      named: ['stream', 'registration'],
    },
  },
  {
    name: 'Somebody else makes a stream at the replica’s path between the looks of either side: stops before the order to the cluster; Roll back leaves that stream',
    byCluster: true,
    faults: ({ replica }) => ({ latency: { command: `stream info -path ${replica}`, ms: 2_000 } }),
    async meanwhile({ clusters, replica, until }) {
      await until(({ steps }) => steps.autosetup.status === 'running');
      await clusters.createStream(replica);
    },
    at: 'autosetup',
    says: [/A stream at .* is there already, and this request did not make it/],
    next: { press: 'rollback', leaves: ['stream'], named: [] },
  },
  {
    name: 'Somebody else makes a stream at the replica’s path just before the order to the cluster: stops, as the cluster turns it down; Roll back leaves that stream',
    byCluster: true,
    faults: slowLook,
    async meanwhile(play) {
      await untilOrdering(play);
      await play.clusters.createStream(play.replica);
    },
    at: 'autosetup',
    says: [/exists/],
    next: { press: 'rollback', leaves: ['stream'], named: [] },
  },
  {
    name: 'Somebody else has the cluster set it up just before: stops, and leaves it untouched; so does Roll back',
    byCluster: true,
    faults: slowLook,
    async meanwhile(play) {
      await untilOrdering(play);
      await play.somebody('stream', 'replica', 'autosetup', ...pairOf(play));
    },
    at: 'autosetup',
    says: [/A registration of .* is there already, and this request did not make it/],
    next: { press: 'rollback', leaves: ['stream', 'registration', 'upstream'], named: [] },
  },
  {
    name: 'Somebody else makes a stream at the replica’s path while the cluster waits for its gateways: stops; Roll back takes the order back, and leaves that stream',
    byCluster: true,
    to: 'setupgateways',
    messages: 0,
    asked: ({ clusters }) => clusters.faults.add({ gatewaysDown: { clusters: 'setupgateways' } }),
    meanwhile: makeStreamOnceOrdered,
    at: 'copying',
    says: [/goes no further with its copy: ErrAllGatewaysUnreachable/],
    next: {
      press: 'rollback',
      before: ({ clusters, source }) =>
        untilRow(
          clusters,
          source,
          ({ error, state }) =>
            error?.Code === 'ErrReplicaExists' || state !== 'REPLICA_STATE_CREATE_SCHEDULE',
        ),
      leaves: ['stream'],
    },
  },
  {
    name: 'The cluster takes a stream of somebody else’s for the replica that it was to make: Roll back takes the order back, leaves that stream as it is, and names it',
    byCluster: true,
    to: 'setuptaken',
    messages: 0,
    faults: () => ({ takesStreams: { clusters: 'setuptaken' } }),
    asked: ({ clusters }) => clusters.faults.add({ gatewaysDown: { clusters: 'setuptaken' } }),
    meanwhile: makeStreamOnceOrdered,
    at: 'copying',
    says: [/goes no further with its copy: ErrAllGatewaysUnreachable/],
    next: {
      press: 'rollback',
      async before({ clusters, source }) {
        await clusters.faults.add({ takesStreams: { clusters: 'setuptaken' } });
        await untilRow(clusters, source, ({ state }) => state === 'REPLICA_STATE_REPLICATING');
      },
      leaves: ['stream', 'upstream'],
    },
  },
  {
    name: 'Somebody else changes the options of what the cluster sets up: stops, as it is not what was agreed to; Retry goes on once it is set right',
    byCluster: true,
    encrypt: true,
    faults: slowLook,
    async meanwhile(play) {
      await play.until(({ steps }) => steps.autosetup.status === 'done');
      await edit(play, 'false');
    },
    at: 'copying',
    says: [/registered with networkencryption false, and true was asked for/, /replica edit/],
    next: { press: 'retry', mend: (play) => edit(play, 'true') },
  },
  {
    name: 'Somebody else pauses what the cluster copies: stops after a while, and says so; Retry goes on once it is resumed',
    byCluster: true,
    to: 'setuppause',
    faults: () => ({ copy: { clusters: 'setuppause', minMs: 60_000 } }),
    async meanwhile(play) {
      await untilCopying(play);
      await play.somebody('stream', 'replica', 'pause', ...pairOf(play));
    },
    at: 'copying',
    says: [/goes no further with its copy: it is paused/],
    next: {
      press: 'retry',
      mend: (play) => play.somebody('stream', 'replica', 'resume', ...pairOf(play)),
    },
  },
  {
    name: 'Somebody else changes the replica while the cluster copies: stops, as it is unlike its source; Retry goes on once it is set right',
    byCluster: true,
    to: 'setupttl',
    faults: () => ({ copy: { clusters: 'setupttl', minMs: 5_000 } }),
    async meanwhile(play) {
      await untilCopying(play);
      await play.somebody('stream', 'edit', '-path', play.replica, '-ttl', '77');
    },
    at: 'copying',
    says: [/is not like .*: ttl/],
    next: {
      press: 'retry',
      async mend({ clusters, somebody, source, replica }) {
        const ttl = (await clusters.stream(source))?.attributes.ttl;
        await somebody('stream', 'edit', '-path', replica, '-ttl', String(ttl));
      },
    },
  },
];

export const autosetupRides: readonly Ride[] = [
  {
    byCluster: true,
    faults: ({ source }) => ({
      truncated: { command: `autosetup -path ${source}`, times: 1 },
    }),
    rows: [
      {
        name: 'The answer to the order to the cluster is cut short after the effect: goes on with what it finds',
      },
    ],
  },
  {
    byCluster: true,
    to: 'setupcldb',
    faults: () => ({ copy: { clusters: 'setupcldb', minMs: 13_000 } }),
    async meanwhile(play) {
      await untilCopying(play);
      const command = `replica list -path ${play.source}`;
      await play.clusters.faults.add({ cldbDown: { command, times: 3 } });
    },
    rows: [
      {
        name: 'The CLDB of the source is down for a while as the cluster copies: goes on, as the copy does',
        also: (_, { steps }) => expect(steps.copying.waits).toBe(0),
      },
    ],
  },
];

/** The stream was looked for, and the registration is about to be. */
async function untilOrdering({ until }: Play): Promise<void> {
  await until(({ steps }) => steps.autosetup.commands.length > 0);
}

async function makeStreamOnceOrdered({ clusters, replica, until }: Play): Promise<void> {
  await until(({ steps }) => /CREATE_/.test(steps.copying.progress?.state ?? ''));
  await clusters.createStream(replica);
}

async function untilRow(
  clusters: Clusters,
  source: string,
  holds: (row: ReplicaSnapshot) => boolean,
): Promise<void> {
  for (;;) {
    const stream = await clusters.stream(source);
    if (stream?.replicas.some(holds)) return;
    await sleep(100);
  }
}

async function untilCopying({ until }: Play): Promise<void> {
  await until(({ steps }) => /COPY_IN_PROGRESS/.test(steps.copying.progress?.state ?? ''));
}

function edit(play: Play, encrypt: 'true' | 'false'): Promise<unknown> {
  const options = ['-networkencryption', encrypt];
  return play.somebody('stream', 'replica', 'edit', ...pairOf(play), ...options);
}

function pairOf({ source, replica }: Pair): readonly string[] {
  return ['-path', source, '-replica', replica];
}
