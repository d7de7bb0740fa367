/** Answers that stop a request: none at all, one that cannot be read, one that is not true. */

import type { Stop } from './rows.ts';

const ok = '{\n\t"status":"OK",\n\t"total":0,\n\t"data":[\n\t\t\n\t]\n}\n';
const lost = '{\n\t"status":"ERROR",\n\t"errors":[{"id":10009,"desc":"no contact"}]\n}\n';

export const answers: readonly Stop[] = [
  {
    name: 'Authorizing hangs every time: stops after bounded tries; Roll back leaves nothing',
    from: 'authorize',
    faults: ({ replica }) => ({ hang: { command: `upstream add -path ${replica}` } }),
    at: 'authorize',
    says: [/did not end within \d+ s and was stopped/, /unknown whether it took effect/],
    next: { press: 'rollback', leaves: [] },
  },
  {
    name: 'Authorizing hangs after it took effect, and no look can be had: stops; Roll back leaves to people what nobody saw made, and names it',
    from: 'authorize',
    faults: ({ replica }) => ({ hang: { command: `upstream add -path ${replica}`, after: true } }),
    async meanwhile({ clusters, replica, until }) {
      await until(({ steps }) => steps.authorize.effect === 'intended');
      const command = `upstream list -path ${replica}`;
      await clusters.faults.add({ reply: { command, exit: 0, stdout: 'what?\n' } });
    },
    at: 'authorize',
    says: [/its reply cannot be read/, /nothing was concluded from it/, /what\?/],
    next: { press: 'rollback', leaves: ['stream', 'upstream'] },
  },
  {
    name: 'A look is cut short every time: stops, as it tells nothing; Retry goes on',
    from: 'resume',
    faults: ({ source }) => ({ truncated: { command: `replica list -path ${source}` } }),
    at: 'resume',
    says: [/its reply cannot be read/, /nothing was concluded from it/],
    next: { press: 'retry' },
  },
  {
    name: 'Creating exits with 0 beside an ERROR line: stops and shows it; Roll back leaves nothing',
    from: 'create',
    faults: ({ replica }) => ({
      exitZero: { command: `stream create -path ${replica}`, id: 10003, desc: 'odd' },
    }),
    at: 'create',
    says: [/failed with error 10003: odd/, /ERROR \(10003\)/],
    next: { press: 'rollback', leaves: [] },
  },
  {
    name: 'Authorizing exits with 0 beside an ERROR line, and somebody else adds the upstream: stops; Roll back leaves theirs',
    from: 'authorize',
    faults: ({ replica }) => ({
      exitZero: { command: `upstream add -path ${replica}`, id: 10009, desc: 'odd', times: 1 },
    }),
    async meanwhile({ clusters, source, replica, until, somebody }) {
      await clusters.faults.add({
        latency: { command: `upstream list -path ${replica}`, ms: 2_000 },
      });
      await until(({ steps }) => steps.authorize.effect === 'unclear');
      await somebody('stream', 'upstream', 'add', '-path', replica, '-upstream', source);
    },
    at: 'authorize',
    says: [/whether this request made it cannot be told\. It was left untouched/],
    next: { press: 'rollback', leaves: ['stream', 'upstream'] },
  },
  {
    name: 'The copy says that all is well, and has copied nothing: stops, as the offsets are short; Retry copies',
    from: 'load',
    faults: ({ source }) => ({ reply: { command: `copystream -src ${source}`, exit: 0 } }),
    at: 'load',
    says: [/2 partitions of .* are short of the source/, /Press Retry to copy again/],
    next: { press: 'retry' },
  },
  {
    name: 'Authorizing says OK, and nothing is listed: stops at the proof; Roll back leaves nothing',
    from: 'authorize',
    faults: ({ replica }) => ({
      reply: { command: `upstream add -path ${replica}`, exit: 0, stdout: ok },
    }),
    at: 'verify-authorization',
    says: [/does not list .* as its upstream/, /OK, no rows/],
    next: { press: 'rollback', leaves: [] },
  },
  {
    name: 'Resuming says OK, and the replica stays paused: stops and says so; Retry resumes it',
    from: 'resume',
    faults: ({ source }) => ({
      reply: { command: `replica resume -path ${source}`, exit: 0, stdout: ok },
    }),
    at: 'resume',
    says: [/is still paused after it was resumed/, /paused: true/],
    next: { press: 'retry' },
  },
  {
    name: 'The contact is lost after the registration took effect: stops, as it cannot be told whose it is; Roll back leaves it, and names it',
    from: 'register',
    faults: ({ source }) => ({
      reply: { command: `replica add -path ${source}`, exit: 1, stdout: lost, after: true },
    }),
    at: 'register',
    says: [/whether this request made it cannot be told/],
    next: { press: 'rollback', leaves: ['stream', 'registration'] },
  },
  {
    name: 'Registering says OK in an answer that cannot be read, and somebody else registers the replica: stops; Roll back leaves theirs, and the stream that it needs',
    from: 'register',
    faults: ({ source }) => ({
      reply: {
        command: `replica add -path ${source}`,
        exit: 0,
        times: 1,
        stdout: '{\n\t"status":"OK",\n',
      },
    }),
    async meanwhile({ clusters, source, replica, until, somebody }) {
      await clusters.faults.add({
        latency: { command: `replica list -path ${source}`, ms: 1_500 },
      });
      await until(({ steps }) => steps.register.commands.some(({ purpose }) => purpose === 'act'));
      await somebody('stream', 'replica', 'add', '-path', source, '-replica', replica);
    },
    at: 'verify-registration',
    says: [/is not paused/],
    next: { press: 'rollback', leaves: ['stream', 'registration'] },
  },
];
