/**
 * Every point at which a process can be killed. Those of workers are made from the plan's table: a step that is added
 * later has its points without anybody thinking of it.
 */

import { type ClusterStepName, isClusterStep, rowOf } from '../../src/jobs/plan.ts';
import { setUpRows } from '../jobs/requests.ts';
import type { Post } from './bench.ts';

export interface CrashPoint {
  readonly name: string;
  /** Whose process dies. */
  readonly post: Post;
  /** The step that a worker is at; of the bot, what it is doing. A request dies once at each, at most. */
  readonly at: string;
  /** When it can come about: from before the request has a name, on its way, or on its way back. */
  readonly phase: 'asking' | 'running' | 'undoing';
  readonly how:
    | {
        readonly by: 'tap';
        readonly when: 'before' | 'after';
        /** @param request empty where it has no name yet */
        parts(request: string, source: string): string[];
      }
    | {
        readonly by: 'child';
        readonly step: ClusterStepName;
        readonly when: 'before' | 'after' | 'middle';
      };
}

/** The steps that a worker runs, in the order of the plan. */
export const clusterSteps = setUpRows.map(({ name }) => name).filter(isClusterStep);

/** @param acts whether the step changes something: as a clean run has shown it */
export function pointsOf(step: ClusterStepName, acts: boolean): readonly CrashPoint[] {
  const is = (type: string, more = '') => `"type":"${type}","step":"${step}"${more}`;
  return [
    event('before it is begun', is('step.started'), 'before'),
    event('begun, before the look', is('step.started'), 'after'),
    event('after the look, before it is recorded', is('step.ran', ',"purpose":"'), 'before'),
    ...(acts
      ? [
          event('between look and act', is('step.acting'), 'before'),
          event('announced, before the act', is('step.acting'), 'after'),
          child('while the command runs', 'before'),
          ...(step === 'load' ? [child('in the middle of the copy', 'middle')] : []),
          child('after the act, before it answers', 'after'),
          event(
            'after the act, before it is recorded',
            is('step.ran', ',"purpose":"act"'),
            'before',
          ),
          event('the act is recorded', is('step.ran', ',"purpose":"act"'), 'after'),
        ]
      : []),
    event('before it is recorded as done', is('step.done'), 'before'),
    event('recorded as done, before the next is woken', is('step.done'), 'after'),
    job('before its job is ended', 'before'),
    job('after its job is ended', 'after'),
  ];

  function event(name: string, part: string, when: 'before' | 'after'): CrashPoint {
    return point(name, { by: 'tap', when, parts: (request) => [`log:${request}`, part] });
  }

  function child(name: string, when: 'before' | 'after' | 'middle'): CrashPoint {
    return point(name, { by: 'child', step, when });
  }

  function job(name: string, when: 'before' | 'after'): CrashPoint {
    const parts = (request: string) => [`${request}-${step}`, ':completed', 'returnvalue'];
    return point(name, { by: 'tap', when, parts });
  }

  function point(name: string, how: CrashPoint['how']): CrashPoint {
    // The looks begin with the request: before anybody knows its name.
    const phase = rowOf(step).number === 0 ? 'asking' : 'running';
    return { name: `${step}: ${name}`, post: postOf(step), at: step, phase, how };
  }
}

/** The same over the undo of a step; none where there is nothing to undo. */
export function undoPointsOf(step: ClusterStepName): readonly CrashPoint[] {
  if (!rowOf(step).undoable) return [];
  const made = (name: string, how: CrashPoint['how']): CrashPoint => ({
    name: `undo of ${step}: ${name}`,
    post: postOf(step),
    at: step,
    phase: 'undoing',
    how,
  });
  const point = (
    name: string,
    when: 'before' | 'after',
    parts: (request: string) => string[],
  ): CrashPoint => made(name, { by: 'tap', when, parts });
  const event =
    (type: string, more = '') =>
    (request: string) => [`log:${request}`, `"type":"${type}","step":"${step}"${more}`];
  const ran = event('step.ran', ',"purpose":"undo"');
  const ended = (request: string) => [`${request}-undo-${step}`, ':completed', 'returnvalue'];
  const child = (name: string, when: 'before' | 'after') => made(name, { by: 'child', step, when });
  return [
    point('before it is begun', 'before', event('step.started')),
    point('begun, before the look', 'after', event('step.started')),
    child('while the command runs', 'before'),
    child('after the command, before it answers', 'after'),
    point('after the command, before it is recorded', 'before', ran),
    point('before it is recorded as undone', 'before', event('undo.done')),
    point('recorded as undone, before the next is woken', 'after', event('undo.done')),
    point('before its job is ended', 'before', ended),
    point('after its job is ended', 'after', ended),
  ];
}

/** Points of the bot: between writing down and answering, between a decision and its consequence, and in the middle of a sync. */
export const botPoints: readonly CrashPoint[] = [
  bot('a command', 'asking', 'before it is written down', 'before', asked),
  bot('a command', 'asking', 'written down, before it is acknowledged', 'after', asked),
  bot('a decision', 'running', 'before it is written down', 'before', decided),
  bot('a decision', 'running', 'written down, before the waiting job is woken', 'after', decided),
  ...['card', 'consent', 'step load', 'outcome'].flatMap((key) => [
    bot(key, 'running', 'before its intent is written down', 'before', intended(key)),
    bot(key, 'running', 'intended, before it is posted', 'after', intended(key)),
    bot(key, 'running', 'posted, before that is written down', 'before', posted(key)),
    bot(key, 'running', 'posted, and written down', 'after', posted(key)),
  ]),
];

type Parts = (request: string, source: string) => string[];

function bot(
  at: string,
  phase: CrashPoint['phase'],
  name: string,
  when: 'before' | 'after',
  parts: Parts,
): CrashPoint {
  return { name: `bot, ${at}: ${name}`, post: 'bot', at, phase, how: { by: 'tap', when, parts } };
}

function asked(_: string, source: string): string[] {
  return ['"type":"requested"', `"source":"${source}"`];
}

function decided(request: string): string[] {
  return [`log:${request}`, '"type":"consent.granted"'];
}

function intended(key: string): Parts {
  return (request) => [`slack:${request}`, 'eval', `intent ${key}`];
}

function posted(key: string): Parts {
  return (request) => [`slack:${request}`, `message ${key}`];
}

function postOf(step: ClusterStepName): Post {
  return rowOf(step).side === 'source' ? 'sanfrancisco' : 'newyork';
}
