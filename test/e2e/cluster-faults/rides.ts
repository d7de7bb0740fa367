/** Faults that a request gets over by itself: several on one way, each at another step. */

import { expect } from 'vitest';
import type { Ride } from './rows.ts';

export const rides: readonly Ride[] = [
  {
    faults: ({ name, source, replica }) => ({
      noise: { command: name, stdout: true },
      hang: [
        { command: `stream info -path ${replica}`, times: 1 },
        { command: `replica add -path ${source}`, times: 1 },
        { command: `upstream add -path ${replica}`, times: 1, after: true },
        { command: `replica resume -path ${source}`, times: 1, deaf: true },
      ],
      invalid: { command: `stream create -path ${replica}`, times: 1 },
      exitZero: { command: `copystream -src ${source}`, id: 5, desc: 'odd', times: 1 },
    }),
    rows: [
      {
        name: 'Lines of other programs stand around every answer: goes on as if they were not there',
      },
      {
        name: 'A look hangs: goes on after it was stopped and made again',
        also: (_, { steps }) => expect(steps['preflight-replica'].faults).toBe(1),
      },
      {
        name: 'The answer to creating is not valid JSON: goes on with the stream that it finds, and makes no second one',
        also: (_, { steps }) => expect(actsOf(steps.create)).toEqual([false]),
      },
      {
        name: 'Registering hangs and has no effect: goes on at the second try',
        also: (_, { steps }) => expect(actsOf(steps.register)).toEqual([false, true]),
      },
      {
        name: 'Authorizing hangs after it took effect: goes on with what it finds, and adds nothing twice',
        also: (_, { steps }) => expect(actsOf(steps.authorize)).toEqual([false]),
      },
      {
        name: 'The copy exits with 0 beside an ERROR line, and has copied nothing: goes on, and copies',
        also: async ({ clusters, replica }, { steps }) => {
          expect(actsOf(steps.load)).toEqual([false, true]);
          expect(await clusters.messages(replica)).toBe(30);
        },
      },
      {
        name: 'Resuming hangs, deaf to SIGTERM: goes on after it was killed',
        also: (_, { steps }) => expect(actsOf(steps.resume)).toEqual([false, true]),
      },
      {
        name: 'The source writes nothing after the load: ends, and says that no message proves it yet',
        also: (_, { steps }) =>
          expect(steps.confirm.summary).toMatch(
            /written nothing since the load.*no message proves it/,
          ),
      },
    ],
  },
  {
    to: 'accra',
    faults: ({ name, source, replica }) => ({
      latency: { command: name, ms: 50 },
      oldTimeofday: { command: name },
      missingAsEnoent: { command: name },
      lateRows: { command: name, ms: 60_000 },
      brokenLicences: { clusters: 'accra' },
      cldbDown: [
        { command: `stream info -path ${source}`, times: 2 },
        { command: `upstream add -path ${replica}`, times: 2 },
      ],
      truncated: { command: `replica add -path ${source}`, times: 1 },
      reply: { command: `replica resume -path ${source}`, exit: 1, after: true, times: 1 },
    }),
    async meanwhile({ clusters, source, replica, until, untilSaid }) {
      await until(({ consents }) => consents.replica.kind === 'granted');
      await clusters.faults.add({ gatewaysDown: { clusters: 'accra' } });
      await untilSaid(/Waits since .* for ErrAllGatewaysUnreachable/);
      await clusters.produce(source, 'clicks', 6);
      const row = {
        cluster: 'accra',
        stream: replica.replace('/mapr/accra', ''),
        paused: false,
        isUptodate: true,
        replicaState: 'REPLICA_STATE_REPLICATING',
      };
      const lie = `${JSON.stringify({ status: 'OK', total: 1, data: [row] }, null, '\t')}\n`;
      const command = `replica list -path ${source}`;
      await clusters.faults.add({ reply: { command, exit: 0, stdout: lie } });
      await untilSaid(/Waits since .* for messages to arrive: topic clicks/);
      await clusters.faults.clear('gatewaysDown');
    },
    rows: [
      { name: 'Every command takes its time: goes on' },
      {
        name: 'Answers have the form of another release (times, ENOENT, late rows, licences that are not JSON): goes on',
      },
      {
        name: 'The CLDB is down for a while during a look: goes on after a few tries',
        also: (_, { steps }) => expect(steps['preflight-source'].faults).toBe(2),
      },
      {
        name: 'The CLDB is down for a while during a change: goes on after a few tries',
        also: (_, { steps }) => expect(actsOf(steps.authorize)).toEqual([false, false, true]),
      },
      {
        name: 'The answer to registering is cut short after the effect: goes on with what it finds',
        also: (_, { steps }) => expect(actsOf(steps.register)).toEqual([false]),
      },
      {
        name: 'Resuming takes effect and fails without a word: goes on with what it finds',
        also: (_, { steps }) => expect(actsOf(steps.resume)).toEqual([false]),
      },
      {
        name: 'All gateways are down at the resume, and back later: waits, says for what, and confirms when the messages are there',
        also: async ({ clusters, replica }, { steps }) => {
          expect(steps.confirm.summary).toMatch(/^Messages arrive: .* all 36 messages/);
          expect(await clusters.messages(replica)).toBe(36);
        },
      },
      {
        name: 'The row says isUptodate and no error, and nothing has arrived: waits for the messages',
      },
    ],
  },
];

/** Whether each of the step's changes was seen to work. */
function actsOf({
  commands,
}: {
  commands: readonly { purpose: string; ok: boolean }[];
}): boolean[] {
  return commands.flatMap(({ purpose, ok }) => (purpose === 'act' ? [ok] : []));
}
