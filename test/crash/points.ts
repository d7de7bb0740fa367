/**
 * Every point at which a process can be killed. They are made from the tables of the procedures, and from what a clean
 * run has shown of each step: a step or a procedure that is added later has its points without anybody thinking of it.
 */

import {
  type ClusterStepName,
  consentSide,
  consentSteps,
  isClusterStep,
  type PlanRow,
  rowOf,
  type Side,
  setsUp,
} from '../../src/jobs/plan.ts';
import type { Post } from './bench.ts';
import { asked, nameOfWay, rowsOfWay, undoneIn, type Way } from './ways.ts';

/** What some word of a command has in it, what it matches, or all that it is. */
export type Part = string | RegExp | { readonly word: string };

export interface CrashPoint {
  /** Tells the way, the step and the moment; no two have the same. */
  readonly name: string;
  readonly way: Way;
  /** Whose process dies. */
  readonly post: Post;
  /** The step that a worker is at; of the bot, what it is doing. A request dies once at each, at most. */
  readonly at: string;
  /** Whether it comes about only after the request has turned back. */
  readonly back: boolean;
  readonly how:
    | {
        readonly by: 'tap';
        readonly when: 'before' | 'after';
        /** What the command to Redis says, of a request and its source. */
        parts(request: string, source: string): readonly Part[];
      }
    | {
        readonly by: 'child';
        readonly step: ClusterStepName;
        readonly when: 'before' | 'after' | 'middle';
      };
}

/** What the steps of a procedure do: as its clean runs have shown it. */
export interface Shown {
  /** Steps that look at something; that change something; that copy. */
  readonly looks: ReadonlySet<string>;
  readonly acts: ReadonlySet<string>;
  readonly copies: ReadonlySet<string>;
  /** Steps whose undo runs a command; and whose undo leaves something to people. */
  readonly undoes: ReadonlySet<string>;
  readonly leaves: ReadonlySet<string>;
}

type How = CrashPoint['how'];
type Make = (at: string, name: string, how: How, post?: Post) => CrashPoint;

export function pointsOf(way: Way, shown: Shown): readonly CrashPoint[] {
  const make: Make = (at, name, how, post = 'bot') => ({
    name: `${nameOfWay(way)}: ${name}`,
    way,
    post,
    at,
    back: false,
    how,
  });
  if (way.end !== 'done') return [...turningPoints(way, make), ...undoPoints(way, shown, make)];
  const steps = rowsOfWay(way).flatMap((row) =>
    isClusterStep(row.name)
      ? stepPoints({ ...row, name: row.name }, shown, make)
      : consentPoints(row, make),
  );
  return [...steps, ...botPoints(way, shown, make)];
}

function stepPoints(
  { name: step, side }: PlanRow & { name: ClusterStepName },
  { looks, acts, copies }: Shown,
  make: Make,
): CrashPoint[] {
  const point = (name: string, how: How) => make(step, `${step}: ${name}`, how, postOn(side));
  const log = (name: string, when: 'before' | 'after', type: string, more = '') =>
    point(name, event(when, `"type":"${type}","step":"${step}"${more}`));
  const child = (name: string, when: 'before' | 'after' | 'middle') =>
    point(name, { by: 'child', step, when });
  const act = ',"purpose":"act"';
  return [
    log('before it is begun', 'before', 'step.started'),
    log('begun, before it does anything', 'after', 'step.started'),
    ...(looks.has(step)
      ? [log('after its first look, before that is recorded', 'before', 'step.ran')]
      : []),
    ...(acts.has(step)
      ? [
          log('between look and act', 'before', 'step.acting'),
          log('announced, before the act', 'after', 'step.acting'),
          child('while the command runs', 'before'),
          ...(copies.has(step) ? [child('in the middle of the copy', 'middle')] : []),
          child('after the act, before it answers', 'after'),
          log('after the act, before it is recorded', 'before', 'step.ran', act),
          log('the act is recorded', 'after', 'step.ran', act),
        ]
      : []),
    log('before it is recorded as done', 'before', 'step.done'),
    log('recorded as done, before the next is woken', 'after', 'step.done'),
    point('before its job is ended', jobEnd('before', step)),
    point('after its job is ended', jobEnd('after', step)),
  ];
}

/** The same over the undo of each step that there is to undo. */
function undoPoints(way: Way, { undoes, leaves }: Shown, make: Make): CrashPoint[] {
  return undoneIn(way).flatMap((step) => {
    const point = (name: string, how: How): CrashPoint => ({
      ...make(step, `undo of ${step}: ${name}`, how, postOn(rowOf(step).side)),
      back: true,
    });
    const log = (name: string, when: 'before' | 'after', type: string, more = '') =>
      point(name, event(when, `"type":"${type}","step":"${step}"${more}`));
    const child = (name: string, when: 'before' | 'after') =>
      point(name, { by: 'child', step, when });
    const over = leaves.has(step) ? 'undo.left' : 'undo.done';
    return [
      log('before it is begun', 'before', 'step.started'),
      log('begun, before the look', 'after', 'step.started'),
      ...(undoes.has(step)
        ? [
            child('while its last command runs', 'before'),
            child('after its first command, before it answers', 'after'),
            log('after the command, before it is recorded', 'before', 'step.ran', undo),
          ]
        : []),
      log('before it is recorded as undone', 'before', over),
      log('recorded as undone, before the next is woken', 'after', over),
      point('before its job is ended', jobEnd('before', `undo-${step}`)),
      point('after its job is ended', jobEnd('after', `undo-${step}`)),
    ];
  });
}

const undo = ',"purpose":"undo"';

/** A consent is the bot's: it asks, parks the job, and goes on when somebody has decided. */
function consentPoints({ name: step }: PlanRow, make: Make): CrashPoint[] {
  const side = consentSide(step);
  if (!side) return [];
  const point = (name: string, how: How) => make(step, `${step}: ${name}`, how);
  const consent = (type: string) => ofSide(`consent.${type}`, side);
  return [
    point('before it is asked', event('before', consent('asked'))),
    point('asked, before its job is parked', event('after', consent('asked'))),
    point('its job is parked', parked(step)),
    point('before the decision is written down', event('before', consent('granted'))),
    point('decided, before its job is woken', event('after', consent('granted'))),
    point('before its job is ended', jobEnd('before', step)),
    point('after its job is ended', jobEnd('after', step)),
  ];
}

/** The decision that a request turns back by. */
function turningPoints({ end, by }: Way, make: Make): CrashPoint[] {
  const part = by ? ofSide(`consent.${end}`, by) : '"type":"undo.started"';
  return [
    make('a decision', 'bot, the decision: before it is written down', event('before', part)),
    make(
      'a decision',
      'bot, the decision: written down, before anything comes of it',
      event('after', part),
    ),
  ];
}

/** Between writing down and answering, and in the middle of a sync. */
function botPoints(way: Way, { acts }: Shown, make: Make): CrashPoint[] {
  const asks = (when: 'before' | 'after'): How => ({
    by: 'tap',
    when,
    parts: (_, source) => ['"type":"requested"', `"source":"${source}"`],
  });
  const [act] = rowsOfWay(way).filter(({ name }) => acts.has(name));
  const keys = [
    'card',
    ...asked(way).map((side) => consentSteps[side]),
    ...(act ? [`step ${act.name}`] : []),
    ...(setsUp(way.procedure) ? ['outcome'] : []),
  ];
  return [
    make('a command', 'bot, a command: before it is written down', asks('before')),
    make('a command', 'bot, a command: written down, before it is acknowledged', asks('after')),
    // What a person alone is told is not told again where its answer was lost.
    ...(rowsOfWay(way).every(({ number }) => number === 0) ? [] : keys.flatMap(messagePoints)),
  ];

  function messagePoints(key: string): CrashPoint[] {
    const intent = { word: `intent ${key}` };
    const message = { word: `message ${key}` };
    const point = (name: string, when: 'before' | 'after', part: Part) =>
      make(key, `bot, message ${key}: ${name}`, {
        by: 'tap',
        when,
        parts: (request) => [`slack:${request}`, part],
      });
    return [
      point('before its intent is written down', 'before', intent),
      point('intended, before it is posted', 'after', intent),
      point('posted, before that is written down', 'before', message),
      point('posted, and written down', 'after', message),
    ];
  }
}

/** An event that is appended to the log of the request. */
function event(when: 'before' | 'after', part: Part): How {
  return { by: 'tap', when, parts: (request) => [`log:${request}`, part] };
}

/** As the event of a consent says whose it is. */
function ofSide(type: string, side: Side): Part {
  if (side === 'source') return `"type":"${type}","side":"source"`;
  return new RegExp(`"type":"${type}",(?!"side")`);
}

/** @returns whether the words of a command have all of these */
export function hasAll(words: readonly Buffer[], parts: readonly Part[]): boolean {
  return parts.every((part) =>
    words.some((word) => {
      if (typeof part === 'string') return word.includes(part);
      return part instanceof RegExp
        ? part.test(word.toString())
        : word.equals(Buffer.from(part.word));
    }),
  );
}

function jobEnd(when: 'before' | 'after', job: string): How {
  const parts = (request: string) => [{ word: `${request}-${job}` }, ':completed', 'returnvalue'];
  return { by: 'tap', when, parts };
}

function parked(job: string): How {
  const parts = (request: string) => [{ word: `${request}-${job}` }, ':delayed', ':stalled'];
  return { by: 'tap', when: 'after', parts };
}

function postOn(side: Side): Post {
  return side === 'source' ? 'sanfrancisco' : 'newyork';
}
