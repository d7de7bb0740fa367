/** What is filled in becomes a plan, or what is wrong with it, field by field. Pure. */

import type { Plan } from '../../jobs/plan.ts';
import { localPath, PathError, type StreamPath, streamPath } from '../../mapr/path.ts';
import { sameStream, unknownCluster, wrongPath } from '../grammar/pair.ts';
import { asTyped } from '../grammar/words.ts';
import { clusterOfValue, type Field, type Filled, longestValue } from './fields.ts';

export type Reading =
  | { readonly kind: 'plan'; readonly plan: Plan }
  /** Something is missing still. */
  | {
      readonly kind: 'open';
      readonly source: StreamPath | null;
      readonly missing: readonly Field[];
    }
  | { readonly kind: 'faulty'; readonly source: StreamPath | null; readonly faults: Faults };

export type Faults = Readonly<Partial<Record<Field, string>>>;

/** The choice that stands for a path that is too long to be one; not a name, so that it is taken for no path. */
export const tooLong = '?';

class Fault extends Error {
  readonly field: Field;

  constructor(field: Field, what: string) {
    super(what);
    this.field = field;
  }
}

export function read(filled: Filled, clusters: readonly string[]): Reading {
  const faults: Partial<Record<Field, string>> = {};
  const attempt = <T>(work: () => T): T | null => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      faults[error.field] = error.message;
      return null;
    }
  };
  const from = attempt(() => cluster('from', filled.from, clusters));
  const to = attempt(() => cluster('to', filled.to, clusters));
  const source = attempt(() => (filled.stream ? path('stream', from, filled.stream) : null));
  const typed = asTyped(filled.path).trim() || (source && localPath(source));
  const replica = attempt(() => (typed ? path('path', to, typed) : null));
  if (source && source === replica) faults.path = sameStream(source);

  if (Object.keys(faults).length > 0) return { kind: 'faulty', source, faults };
  if (source && replica) {
    return { kind: 'plan', plan: { source, replica, options: filled.options } };
  }
  const missing = (['from', 'stream', 'to'] as const).filter((field) => !filled[field]);
  return { kind: 'open', source, missing };
}

function cluster(field: Field, value: string | null, clusters: readonly string[]): string | null {
  if (value === null) return null;
  const name = clusterOfValue(value, clusters);
  if (name === null) throw new Fault(field, unknownCluster(value, clusters));
  return name;
}

/** @returns null where its cluster is not known, and so nothing can be said of it */
function path(field: Field, on: string | null, typed: string): StreamPath | null {
  if (typed === tooLong) {
    throw new Fault(
      field,
      `A path of more than ${longestValue} characters does not fit in here. Type the command instead: /replicate <cluster>/<path> <cluster>.`,
    );
  }
  if (on === null) return null;
  try {
    return streamPath(on, local(typed, on));
  } catch (error) {
    if (error instanceof PathError) throw new Fault(field, wrongPath(error));
    throw error;
  }
}

/** A path within its cluster, as people type and paste it: the global form of that very cluster too. */
export function local(typed: string, on: string | null): string {
  const path = asTyped(typed)
    .trim()
    .replace(/^["']+|["']+$/g, '');
  const global = `/mapr/${on}/`;
  if (on !== null && path.startsWith(global)) return path.slice(global.length - 1);
  return path.startsWith('/') ? path : `/${path}`;
}
