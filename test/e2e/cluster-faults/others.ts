/** Somebody else, on the same streams at the same time. */

import { parseStreamPath } from '../../../src/mapr/path.ts';
import { duringCopy, type Play, slowCopy } from './play.ts';
import type { Stop } from './rows.ts';

export const others: readonly Stop[] = [
  {
    name: 'A stream appears at the replica’s path after the preflight: stops, and leaves it untouched; so does Roll back',
    from: 'create',
    given: ({ clusters, replica }) => clusters.createStream(replica, { topics: ['theirs'] }),
    at: 'create',
    says: [
      /A stream at .* is there already, and this request did not make it\. It was left untouched/,
    ],
    next: { press: 'rollback', leaves: ['stream'], named: [] },
  },
  {
    name: 'Somebody else registers the replica after the preflight: stops; Roll back leaves their registration, and the stream that it needs',
    from: 'register',
    given: ({ somebody, source, replica }) =>
      somebody('stream', 'replica', 'add', '-path', source, '-replica', replica),
    at: 'register',
    says: [
      /A registration of .* is there already, and this request did not make it/,
      /press Retry/,
    ],
    next: { press: 'rollback', leaves: ['stream', 'registration'], named: ['stream'] },
  },
  {
    name: 'Somebody else changes the registration before it is verified: stops, as it is not what was agreed to; Retry goes on once it is set right',
    from: 'verify-registration',
    encrypt: true,
    at: 'verify-registration',
    says: [/registered with networkencryption false, and true was asked for/, /replica edit/],
    next: {
      press: 'retry',
      mend: ({ somebody, source, replica }) =>
        somebody(...replicaCommand('edit', source, replica), '-networkencryption', 'true'),
    },
  },
  {
    name: 'Somebody else adds the upstream: stops; Roll back leaves their entry, and the stream that it is in',
    from: 'authorize',
    given: ({ somebody, source, replica }) =>
      somebody('stream', 'upstream', 'add', '-path', replica, '-upstream', source),
    at: 'authorize',
    says: [/An upstream entry for .* is there already, and this request did not make it/],
    next: { press: 'rollback', leaves: ['stream', 'upstream'], named: ['stream'] },
  },
  {
    name: 'Somebody else replicates from the replica, which is still empty, and authorizing fails: stops; Roll back leaves the stream that theirs needs, and names it',
    from: 'authorize',
    messages: 0,
    async given({ clusters, somebody, source, replica }) {
      const fed = parseStreamPath(`${source}-fed`);
      await clusters.createStream(fed);
      await somebody('stream', 'replica', 'add', '-path', replica, '-replica', fed);
    },
    faults: ({ replica }) => ({
      exitZero: { command: `upstream add -path ${replica}`, id: 10003, desc: 'odd' },
    }),
    at: 'authorize',
    says: [/failed with error 10003: odd/],
    next: { press: 'rollback', leaves: ['stream'] },
  },
  {
    name: 'The replica is deleted while the consent is waited for: stops, and authorizes nothing; Roll back leaves nothing',
    from: 'authorize',
    given: ({ clusters, replica }) => clusters.deleteStream(replica),
    at: 'authorize',
    says: [/is not there any more: somebody has deleted it/, /press Roll back, and ask again/],
    next: { press: 'rollback', leaves: [] },
  },
  {
    name: 'The source is deleted while the consent is waited for: stops and says so; Roll back leaves nothing',
    from: 'authorize',
    given: ({ clusters, source }) => clusters.deleteStream(source),
    at: 'authorize',
    says: [/upstream add/, /is not a valid stream|does not exist/],
    next: { press: 'rollback', leaves: [] },
  },
  {
    name: 'The replica is deleted before the load: stops, and the copy makes no other stream in its place; Roll back leaves nothing',
    from: 'load',
    given: ({ clusters, replica }) => clusters.deleteStream(replica),
    at: 'load',
    says: [/is not there any more: somebody has deleted it/],
    next: { press: 'rollback', leaves: [] },
  },
  {
    name: 'Somebody else writes to the replica before the load: stops, and copies over nothing; Roll back leaves the stream and names it',
    from: 'load',
    async given({ clusters, replica }) {
      await clusters.produce(replica, 'clicks', 3);
    },
    at: 'load',
    says: [/holds 3 messages before anything was copied/, /same offsets/],
    next: { press: 'rollback', leaves: ['stream'] },
  },
  {
    name: 'The replica is deleted during the copy: stops and says so; Roll back leaves nothing',
    from: 'load',
    messages: 400,
    faults: slowCopy,
    meanwhile: duringCopy(({ clusters, replica }) => clusters.deleteStream(replica)),
    at: 'load',
    says: [/is not there any more: somebody has deleted it/, /press Roll back/],
    next: { press: 'rollback', leaves: [] },
  },
  {
    name: 'The replica is deleted just as the copy begins, which makes another stream in its place: stops before the resume; Roll back leaves that stream, which has messages, and names it',
    from: 'load',
    faults: ({ source }) => ({ latency: { command: `copystream -src ${source}`, ms: 2_000 } }),
    meanwhile: duringCopy(({ clusters, replica }) => clusters.deleteStream(replica), 'runs'),
    at: 'load',
    says: [/is not the stream that was authorized/, /upstream list/, /OK, no rows/],
    next: { press: 'rollback', leaves: ['stream'] },
  },
  {
    name: 'The source is deleted during the copy: stops and says so; Roll back leaves the stream, which has messages, and names it',
    from: 'load',
    messages: 400,
    faults: slowCopy,
    meanwhile: duringCopy(({ clusters, source }) => clusters.deleteStream(source)),
    at: 'load',
    says: [/sanfrancisco\/row\d+ is not there any more/, /press Roll back/],
    next: { press: 'rollback', leaves: ['stream'] },
  },
  {
    name: 'Somebody else removes the registration during the copy: stops before the resume; Roll back leaves the stream, which has messages, and names it',
    from: 'load',
    faults: slowCopy,
    meanwhile: duringCopy(({ somebody, source, replica }) =>
      somebody(...replicaCommand('remove', source, replica)),
    ),
    at: 'resume',
    says: [/does not list .* as a replica/, /Find out who removed it/],
    next: { press: 'rollback', leaves: ['stream'] },
  },
  {
    name: 'Somebody else resumes the replica during the copy: stops; Retry goes on once it is paused again',
    from: 'load',
    faults: slowCopy,
    meanwhile: duringCopy(({ somebody, source, replica }) =>
      somebody(...replicaCommand('resume', source, replica)),
    ),
    at: 'resume',
    says: [/resumed by somebody else, is there already/, /maprcli stream replica pause/],
    next: {
      press: 'retry',
      mend: ({ somebody, source, replica }) =>
        somebody(...replicaCommand('pause', source, replica)),
    },
  },
  {
    name: 'Somebody else pauses the replica after the resume: stops, and says how to resume it; Retry confirms once it is',
    from: 'resume',
    to: 'izmir',
    faults: () => ({ gatewaysDown: { clusters: 'izmir' } }),
    meanwhile: inConfirm(({ somebody, source, replica }) =>
      somebody(...replicaCommand('pause', source, replica)),
    ),
    at: 'confirm',
    says: [/has been paused again by somebody else/, /maprcli stream replica resume/],
    next: {
      press: 'retry',
      mend: ({ somebody, source, replica }) =>
        somebody(...replicaCommand('resume', source, replica)),
    },
  },
  {
    name: 'The replica is deleted after the resume: stops, never "done"; Roll back leaves nothing',
    from: 'resume',
    to: 'jaffa',
    faults: () => ({ gatewaysDown: { clusters: 'jaffa' } }),
    meanwhile: inConfirm(async ({ clusters, replica }) => {
      await clusters.deleteStream(replica);
      await clusters.faults.drop('jaffa');
    }),
    at: 'confirm',
    says: [/ErrReplicaStreamMismatch|is not a valid stream|not there any more/],
    next: { press: 'rollback', leaves: [] },
  },
];

function inConfirm(act: (play: Play) => Promise<unknown>) {
  return async (play: Play) => {
    await play.untilSaid(/Waits since .* for ErrAllGatewaysUnreachable/);
    await act(play);
  };
}

function replicaCommand(what: string, source: string, replica: string): string[] {
  return ['stream', 'replica', what, '-path', source, '-replica', replica];
}
