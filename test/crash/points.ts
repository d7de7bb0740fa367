/**
 * Every point at which a worker can be killed, made from the plan's table: a step that is added later has its points
 * without anybody thinking of it.
 */

import { type ClusterStepName, plan, rowOf } from '../../src/jobs/plan.ts';

export interface CrashPoint {
  readonly name: string;
  readonly step: ClusterStepName;
  readonly undo: boolean;
  readonly how:
    | { readonly by: 'tap'; readonly when: 'before' | 'after'; parts(request: string): string[] }
    | { readonly by: 'child'; readonly when: 'before' | 'after' | 'middle' };
}

/** The steps that a worker runs, in the order of the plan. */
export const clusterSteps = plan
  .map(({ name }) => name)
  .filter((name): name is ClusterStepName => name !== 'consent');

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
    const parts = (request: string) => [`log:${request}`, part];
    return { name: `${step}: ${name}`, step, undo: false, how: { by: 'tap', when, parts } };
  }

  function child(name: string, when: 'before' | 'after' | 'middle'): CrashPoint {
    return { name: `${step}: ${name}`, step, undo: false, how: { by: 'child', when } };
  }

  function job(name: string, when: 'before' | 'after'): CrashPoint {
    const parts = (request: string) => [`${request}-${step}`, ':completed', 'returnvalue'];
    return { name: `${step}: ${name}`, step, undo: false, how: { by: 'tap', when, parts } };
  }
}

/** The same over the undo of a step; none where there is nothing to undo. */
export function undoPointsOf(step: ClusterStepName): readonly CrashPoint[] {
  if (!rowOf(step).undoable) return [];
  const point = (
    name: string,
    when: 'before' | 'after',
    parts: (request: string) => string[],
  ): CrashPoint => ({
    name: `undo of ${step}: ${name}`,
    step,
    undo: true,
    how: { by: 'tap', when, parts },
  });
  const event =
    (type: string, more = '') =>
    (request: string) => [`log:${request}`, `"type":"${type}","step":"${step}"${more}`];
  const ran = event('step.ran', ',"purpose":"undo"');
  const ended = (request: string) => [`${request}-undo-${step}`, ':completed', 'returnvalue'];
  const child = (name: string, when: 'before' | 'after'): CrashPoint => ({
    name: `undo of ${step}: ${name}`,
    step,
    undo: true,
    how: { by: 'child', when },
  });
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
