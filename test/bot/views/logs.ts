/** Requests at every moment of their lives: logs by name, each folded from the events that make it. */

import type { Event, EventBody } from '../../../src/jobs/events.ts';
import { fold } from '../../../src/jobs/fold.ts';
import type { ClusterStepName, StepName } from '../../../src/jobs/plan.ts';
import type { RequestState } from '../../../src/jobs/state.ts';
import type { NewEvent } from '../../../src/jobs/store.ts';
import {
  begunAt,
  done,
  logOf,
  maya,
  noor,
  requested,
  setUpRows,
  untilConsent,
} from '../../jobs/requests.ts';

const hour = 3_600_000;

export const fault = {
  message: 'The cluster newyork does not answer.',
  cluster: 'newyork',
  command: 'maprcli stream create -path /mapr/newyork/activity',
  answer: 'ERROR (10009) - Could not connect <to> CLDB & gave up',
  remedy: 'Start the CLDB, then press Retry.',
};

const looks = [
  requested(),
  ...done('preflight-source'),
  ...done('preflight-replica'),
] satisfies NewEvent[];
const failed: NewEvent[] = [
  ...looks,
  begun('create'),
  { type: 'step.acting', step: 'create', command: 'maprcli stream create' },
  ran('create', 'act', 'maprcli stream create -path /mapr/newyork/activity', 'ERROR (10009)', 1),
  { type: 'step.failed', step: 'create', failure: fault },
];
const asked = untilConsent();
const reminded: NewEvent[] = [...asked, { type: 'consent.reminded', at: begunAt + 4 * hour }];
const granted: NewEvent[] = [
  ...asked,
  { type: 'consent.granted', approver: noor, signature: 'signed', at: begunAt + hour },
];
const denied: NewEvent[] = [
  ...asked,
  {
    type: 'consent.denied',
    by: noor,
    reason: 'not before the *audit* <!here>',
    at: begunAt + hour,
  },
  { type: 'undo.started', signature: 'signed', cause: 'denied', by: noor, at: begunAt + hour },
];
const undone: NewEvent[] = [
  ...denied,
  begun('register'),
  { type: 'undo.done', step: 'register', summary: 'The registration was removed.' },
];
const loading: NewEvent[] = [
  ...granted,
  ...done('authorize', true),
  ...done('verify-authorization'),
  { ...begun('load'), at: begunAt + 2 * hour },
  {
    type: 'step.progress',
    step: 'load',
    done: 1_200_000,
    total: 2_300_000,
    bytes: 4_600_000_000,
    at: begunAt + 2 * hour + 60_000,
  },
];

/** The set-up by the cluster itself: both sides have agreed before anything is made. */
const copying: NewEvent[] = [
  requested({ procedure: 'autosetup' }),
  ...done('preflight-source'),
  ...done('preflight-replica'),
  { type: 'consent.asked', expires: begunAt + 24 * hour, remind: null },
  { type: 'consent.granted', approver: noor, signature: 'signed', at: begunAt + hour },
  ...done('prepare'),
  ...done('autosetup', true),
  begun('copying'),
  {
    type: 'step.progress',
    step: 'copying',
    done: 42,
    total: 100,
    bytes: 0,
    state: 'REPLICA_STATE_COPY_IN_RECOVER · Err: no gateway of <newyork>',
  },
];

/** The set-up into a stream that is there, and that another feeds. */
const joining: NewEvent[] = [
  requested({ procedure: 'join' }),
  ...done('preflight-source'),
  begun('preflight-replica'),
  {
    type: 'step.done',
    step: 'preflight-replica',
    summary: 'fine',
    findings: [
      { ok: true, what: 'It is fed by another.', remedy: null, fedBy: ['/mapr/tokyo/activity'] },
    ],
  },
  ...done('register', true),
  ...done('verify-registration'),
  { type: 'consent.asked', expires: begunAt + 24 * hour, remind: null },
];

/** The set-up in both directions, as far as its way back. */
const bothWays: NewEvent[] = [
  requested({ procedure: 'multi-master' }),
  ...done('preflight-source'),
  ...done('preflight-replica'),
  ...done('create', true),
  ...done('register', true),
  ...done('verify-registration'),
  { type: 'consent.asked', expires: begunAt + 24 * hour, remind: null },
];

export const logs = {
  joining,
  bothWays,
  comingBack: [
    ...bothWays,
    { type: 'consent.granted', approver: noor, signature: 'signed', at: begunAt + hour },
    ...done('authorize', true),
    ...done('verify-authorization'),
    ...done('load', true),
    ...done('register-back', true),
    ...done('verify-registration-back'),
    begun('authorize-back'),
  ],
  copying,
  cancelledInTheCopyOfTheCluster: [
    ...copying,
    { type: 'undo.started', signature: 'signed', cause: 'cancelled', by: maya },
    { type: 'undo.done', step: 'autosetup', summary: 'The registration was removed.' },
    { type: 'undo.done', step: 'prepare', summary: 'The stream was deleted.' },
    { type: 'ended', outcome: 'cancelled' },
  ],
  copiedByTheCluster: [
    ...copying,
    ...done('copying'),
    ...done('verify-authorization'),
    ...done('confirm'),
    { type: 'ended', outcome: 'done' },
  ],
  fresh: [requested()],
  running: [...looks, begun('create')],
  waitingForConsent: asked,
  reminded,
  granted,
  grantedAfterReminder: [
    ...reminded,
    { type: 'consent.granted', approver: noor, signature: 'signed', at: begunAt + 5 * hour },
  ],
  loading,
  waitingForGateways: [
    ...loading,
    { type: 'step.done', step: 'load', summary: '2300000 messages in 2 topics.' },
    ...done('resume', true),
    begun('confirm'),
    {
      type: 'step.waiting',
      step: 'confirm',
      why: 'the gateways.',
      until: begunAt + 3 * hour,
      fault: false,
    },
  ],
  failed,
  retried: [...failed, { type: 'retried', by: maya }],
  failedAgain: [
    ...failed,
    { type: 'retried', by: maya },
    begun('create'),
    { type: 'step.failed', step: 'create', failure: fault },
  ],
  rollingBack: [
    ...failed,
    { type: 'undo.started', signature: 'signed', cause: 'rolled-back', by: maya },
  ],
  undoFailed: [
    ...failed,
    { type: 'undo.started', signature: 'signed', cause: 'rolled-back', by: maya },
    begun('create'),
    { type: 'undo.failed', step: 'create', failure: fault },
  ],
  rolledBack: [
    ...failed,
    { type: 'undo.started', signature: 'signed', cause: 'rolled-back', by: maya },
    { type: 'undo.done', step: 'create', summary: 'There was no stream.' },
    { type: 'ended', outcome: 'rolled-back' },
  ],
  undoing: denied,
  denied: [
    ...undone,
    { type: 'undo.done', step: 'create', summary: 'The stream was deleted.' },
    { type: 'ended', outcome: 'denied' },
  ],
  left: [
    ...undone,
    {
      type: 'undo.left',
      step: 'create',
      why: '/mapr/newyork/activity holds 3 messages.',
      command: 'maprcli stream delete -path /mapr/newyork/activity',
    },
    { type: 'ended', outcome: 'denied' },
  ],
  cancelledAtConsent: [
    ...reminded,
    { type: 'undo.started', signature: 'signed', cause: 'cancelled', by: maya },
  ],
  cancelledInTheCopy: [
    ...loading,
    { type: 'undo.started', signature: 'signed', cause: 'cancelled', by: noor },
    { type: 'undo.done', step: 'authorize', summary: 'The upstream entry was removed.' },
    { type: 'undo.done', step: 'register', summary: 'The registration was removed.' },
    {
      type: 'undo.left',
      step: 'create',
      why: '/mapr/newyork/activity holds 3 messages.',
      command: 'maprcli stream delete -path /mapr/newyork/activity',
    },
    { type: 'ended', outcome: 'cancelled' },
  ],
  cancelledAfterFailure: [
    ...failed,
    { type: 'undo.started', signature: 'signed', cause: 'cancelled', by: maya },
    { type: 'undo.done', step: 'create', summary: 'There was no stream.' },
    { type: 'ended', outcome: 'cancelled' },
  ],
  expired: [
    ...asked,
    { type: 'consent.expired', at: begunAt + 24 * hour },
    {
      type: 'undo.started',
      signature: 'signed',
      cause: 'expired',
      by: null,
      at: begunAt + 24 * hour,
    },
    { type: 'undo.done', step: 'register', summary: 'The registration was removed.' },
    { type: 'undo.done', step: 'create', summary: 'The stream was deleted.' },
    { type: 'ended', outcome: 'expired' },
  ],
  refused: [
    requested(),
    ...done('preflight-source'),
    begun('preflight-replica'),
    {
      type: 'step.done',
      step: 'preflight-replica',
      summary: 'There is a stream already.',
      findings: [
        { ok: true, what: 'The worker has a ticket.', remedy: null },
        { ok: false, what: 'There is a stream at the path.', remedy: 'Ask for another path.' },
      ],
    },
    { type: 'ended', outcome: 'refused' },
  ],
  done: [
    ...granted,
    ...setUpRows.slice(6).flatMap(({ name }) => done(name as ClusterStepName, true)),
    { type: 'ended', outcome: 'done' },
  ],
} satisfies Record<string, readonly NewEvent[]>;

export type LogName = keyof typeof logs;
export const logNames = Object.keys(logs) as LogName[];

export function eventsOf(name: LogName): Event[] {
  return logOf(...logs[name]);
}

export function stateOf(name: LogName): RequestState {
  return fold(eventsOf(name));
}

function begun(step: StepName): NewEvent & { type: 'step.started' } {
  return { type: 'step.started', step, run: `run-${step}`, worker: 'node1/1' };
}

export function ran(
  step: StepName,
  purpose: Extract<EventBody, { type: 'step.ran' }>['purpose'],
  command: string,
  answer: string,
  exitCode = 0,
): NewEvent {
  return { type: 'step.ran', step, purpose, command, answer, exitCode, durationMs: 40 };
}
