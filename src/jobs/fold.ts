/** How a request's log adds up to its state. Pure: the same events always make the same state. */

import { type Event, type EventOf, isChange, procedureOf, sideOf, speaksFor } from './events.ts';
import { consentSteps, type StepName, stepNames } from './plan.ts';
import { type Consent, failedStep, type RequestState, type StepState } from './state.ts';

/**
 * Adds the events up, or adds more of them to a state.
 * @throws if the first event of a log is not `requested`: such a log is damaged.
 */
export function fold(events: Iterable<Event>, from: RequestState | null = null): RequestState {
  let state = from;
  for (const event of events) state = apply(state, event);
  if (!state) throw new Error('a log without events is not a request');
  return state;
}

function apply(state: RequestState | null, event: Event): RequestState {
  if (event.type === 'requested') {
    if (state) throw new Error(`request ${state.id} was begun twice`);
    return begin(event);
  }
  if (!state) throw new Error(`a log begins with "requested", not with "${event.type}"`);
  // What is over stays over, whoever may have written on.
  const next = state.phase === 'ended' ? state : change(state, event);
  return { ...next, version: state.version + 1, head: event.hash };
}

function begin(event: EventOf<'requested'>): RequestState {
  const steps = Object.fromEntries(stepNames.map((name) => [name, pending(name)]));
  return {
    id: event.request,
    version: 1,
    head: event.hash,
    procedure: procedureOf(event),
    plan: event.plan,
    change: event.change ?? null,
    requester: event.requester,
    speaksFor: speaksFor(event),
    about: event.about ?? null,
    batch: event.batch ?? [],
    channel: event.channel,
    team: event.team,
    signature: event.signature,
    requestedAt: event.at,
    consentRules: event.consent,
    phase: 'running',
    outcome: null,
    endedAt: null,
    steps: steps as Record<StepName, StepState>,
    consents: { source: { kind: 'not-asked' }, replica: { kind: 'not-asked' } },
    undo: null,
    stops: 0,
    retried: null,
  };
}

function pending(name: StepName): StepState {
  return {
    name,
    status: 'pending',
    startedAt: null,
    endedAt: null,
    run: null,
    worker: null,
    effect: 'none',
    acting: null,
    begun: null,
    undoing: false,
    unresolved: false,
    commands: [],
    summary: null,
    findings: [],
    waiting: null,
    waits: 0,
    faults: 0,
    triedSince: null,
    mark: null,
    progress: null,
    origin: null,
    failure: null,
    left: null,
  };
}

function change(state: RequestState, event: Exclude<Event, EventOf<'requested'>>): RequestState {
  const { at } = event;
  switch (event.type) {
    case 'step.started':
      return onStep(state, event.step, (step) => ({
        status: state.phase === 'undoing' ? step.status : 'running',
        startedAt: step.startedAt ?? at,
        triedSince: step.triedSince ?? at,
        run: event.run,
        worker: event.worker,
        waiting: null,
      }));
    case 'step.ran': {
      const { purpose, command, exitCode, ok = exitCode === 0, answer, durationMs } = event;
      const run = { at, purpose, command, exitCode, ok, answer, durationMs };
      return onStep(state, event.step, (step) => ({
        commands: [...step.commands, run],
        acting: purpose === 'act' ? null : step.acting,
        begun: isChange(purpose) && exitCode !== null ? null : step.begun,
      }));
    }
    case 'step.acting':
      return onStep(state, event.step, ({ effect, worker }) => ({
        effect: 'intended',
        acting: { since: at, worker },
        begun: at,
        unresolved: effect === 'intended' || effect === 'unclear',
      }));
    case 'step.act-refused':
      return onStep(state, event.step, ({ unresolved }) => ({
        effect: unresolved || event.unsure ? 'unclear' : 'refused',
        begun: null,
      }));
    case 'step.waiting':
      return onStep(state, event.step, (step) => ({
        status: state.phase === 'undoing' ? step.status : 'waiting',
        waiting: { why: event.why, since: at, until: event.until },
        waits: step.waits + 1,
        // What is waited for in the ordinary course shows that the looks work: the count begins anew.
        faults: event.fault ? step.faults + 1 : 0,
      }));
    case 'step.marked':
      return onStep(state, event.step, () => ({ mark: event.mark }));
    case 'step.progress': {
      const { done, total, bytes, state: said } = event;
      const progress = { done, total, bytes, ...(said === undefined ? {} : { state: said }), at };
      return onStep(state, event.step, (step) => ({
        progress,
        origin: step.origin ?? event.origin ?? null,
      }));
    }
    case 'step.done':
      return onStep(state, event.step, () => ({
        status: 'done',
        endedAt: at,
        summary: event.summary,
        findings: event.findings ?? [],
        waiting: null,
      }));
    case 'step.failed':
    case 'undo.failed': {
      const undoing = event.type === 'undo.failed';
      return {
        ...onStep(state, event.step, (step) => ({
          status: undoing ? step.status : 'failed',
          failure: event.failure,
          waiting: null,
          ...(undoing ? {} : { endedAt: at }),
        })),
        phase: undoing ? 'undo-failed' : 'failed',
        stops: state.stops + 1,
      };
    }
    case 'consent.asked': {
      const { expires, remind } = event;
      const consent = { kind: 'asked', at, expires, remind, reminded: false } as const;
      return onConsent(state, event, consent, { status: 'waiting', startedAt: at });
    }
    case 'consent.reminded': {
      const consent = state.consents[sideOf(event)];
      if (consent.kind !== 'asked') return state;
      return onConsent(state, event, { ...consent, reminded: true }, {});
    }
    case 'consent.granted': {
      const { approver, signature } = event;
      const consent = { kind: 'granted', at, ...asked(state, event), approver, signature } as const;
      return onConsent(state, event, consent, { status: 'done', endedAt: at });
    }
    case 'consent.denied': {
      const { by, reason } = event;
      const consent = { kind: 'denied', at, ...asked(state, event), by, reason } as const;
      return onConsent(state, event, consent, { status: 'failed', endedAt: at });
    }
    case 'consent.expired': {
      const consent = { kind: 'expired', at, ...asked(state, event) } as const;
      return onConsent(state, event, consent, { status: 'failed', endedAt: at });
    }
    case 'retried':
      return retry(state, event);
    case 'undo.started':
      return {
        ...state,
        steps: readyToUndo(clearFailures(state).steps),
        consents: {
          source: withdrawn(state.consents.source, at),
          replica: withdrawn(state.consents.replica, at),
        },
        phase: 'undoing',
        undo: {
          cause: event.cause,
          by: event.by,
          at,
          signature: event.signature,
        },
      };
    case 'undo.acting':
      return onStep(state, event.step, () => ({ undoing: true, begun: at }));
    case 'undo.done':
      return onStep(state, event.step, () => ({
        status: 'undone',
        endedAt: at,
        summary: event.summary,
        waiting: null,
      }));
    case 'undo.left':
      return onStep(state, event.step, () => ({
        status: 'left',
        endedAt: at,
        waiting: null,
        left: { why: event.why, command: event.command },
      }));
    case 'ended':
      return { ...state, phase: 'ended', outcome: event.outcome, endedAt: at };
    default:
      return exhausted(event);
  }
}

/** A retry begins the failed step's time and its waits anew; what it had done stays done. */
function retry(state: RequestState, { by, at }: EventOf<'retried'>): RequestState {
  const undoing = state.phase === 'undo-failed';
  const failed = failedStep(state);
  const cleared = failed
    ? onStep(anew(state), failed.name, (step) => ({
        status: undoing ? step.status : 'pending',
        failure: null,
        waits: 0,
        faults: 0,
        triedSince: null,
        progress: null,
        endedAt: undoing ? step.endedAt : null,
      }))
    : state;
  return {
    ...cleared,
    phase: undoing ? 'undoing' : 'running',
    retried: { by, at, times: (state.retried?.times ?? 0) + 1 },
  };
}

/** Its sibling may be about to fail with it: by its time, whoever drives sees whether it has begun since. */
function anew(state: RequestState): RequestState {
  const steps = Object.entries(state.steps).map(([name, step]) => {
    const underWay = step.status === 'running' || step.status === 'waiting';
    return [name, underWay ? { ...step, triedSince: null } : step];
  });
  return { ...state, steps: Object.fromEntries(steps) as RequestState['steps'] };
}

/** What was under way stops here; and the undo's tries are its own: what the steps had needed does not count. */
function readyToUndo(steps: RequestState['steps']): RequestState['steps'] {
  const fresh = Object.entries(steps).map(([name, step]) => {
    const status = step.status === 'running' || step.status === 'waiting' ? 'stopped' : step.status;
    return [name, { ...step, status, waiting: null, waits: 0, faults: 0, triedSince: null }];
  });
  return Object.fromEntries(fresh) as RequestState['steps'];
}

function clearFailures(state: RequestState): RequestState {
  const failed = failedStep(state);
  if (!failed) return state;
  // The step keeps the status "failed" for the card; the failure no longer holds anything up.
  return onStep(state, failed.name, (step) => ({
    failure: null,
    summary: step.failure?.message ?? step.summary,
  }));
}

type OfConsent = { readonly side?: 'source' | undefined; readonly at: number };

function onConsent(
  state: RequestState,
  event: OfConsent,
  consent: Consent,
  step: Partial<StepState>,
): RequestState {
  const side = sideOf(event);
  return {
    ...onStep(state, consentSteps[side], () => step),
    consents: { ...state.consents, [side]: consent },
  };
}

/** What a decision keeps of the asking. */
function asked({ consents }: RequestState, event: OfConsent) {
  return asking(consents[sideOf(event)], event.at);
}

function asking(consent: Consent, otherwise: number) {
  if (consent.kind !== 'asked') return { askedAt: otherwise, reminded: false };
  return { askedAt: consent.at, reminded: consent.reminded };
}

function withdrawn(consent: Consent, at: number): Consent {
  return consent.kind === 'asked' ? { kind: 'withdrawn', at, ...asking(consent, at) } : consent;
}

function onStep(
  state: RequestState,
  name: StepName,
  to: (step: StepState) => Partial<StepState>,
): RequestState {
  const step = state.steps[name];
  return { ...state, steps: { ...state.steps, [name]: { ...step, ...to(step) } } };
}

function exhausted(event: never): never {
  throw new Error(`unknown event ${JSON.stringify(event)}`);
}
