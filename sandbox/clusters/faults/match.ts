import type { World } from '../world/types.ts';
import { names } from './standing.ts';
import type { ActiveFaults, FaultKind, FaultList, FaultSwitches, Scope } from './types.ts';

/** A command as faults see it. */
export interface Subject {
  line: string;
  clusters: readonly string[];
  user: string;
}

/** Faults of the clusters themselves: they hold for no command in particular. */
const ofTheWorld: readonly FaultKind[] = ['gatewaysDown', 'upstreamMissing', 'takesStreams'];

/** What the way to a cluster does, not the command: whoever serves that way takes it. */
const ofTheWay: readonly FaultKind[] = ['http'];

/** Kinds that make sense for some commands only, so that `times` counts those alone. */
const onlyFor: { readonly [K in FaultKind]?: RegExp } = {
  licence: /\breplica (add|autosetup)\b/,
  gatewaysMissing: /\breplica (add|autosetup)\b/,
  copy: /\b(copystream|autosetup)\b/,
  brokenLicences: /\blicense list\b/,
  missingAsEnoent: /^maprcli stream\b/,
  lateRows: /\breplica list\b/,
};

/** The faults that hold for one command; those with `times` are counted down, which is why it changes the world. */
export function takeFaults(world: World, subject: Subject): ActiveFaults {
  const active: Partial<Record<FaultKind, Scope>> = {};
  for (const kind of Object.keys(world.faults) as FaultKind[]) {
    if (ofTheWorld.includes(kind) || ofTheWay.includes(kind)) continue;
    if (onlyFor[kind]?.test(subject.line) === false) continue;
    const found = take<Scope>(world.faults[kind], subject);
    if (found !== undefined) active[kind] = found;
  }
  // Each value was taken from the list of its own kind.
  return active as ActiveFaults;
}

/** What REST does to one command, if anything; counted down as well. */
export function takeHttpFault(world: World, subject: Subject): FaultSwitches['http'] | undefined {
  return take(world.faults.http, subject);
}

function take<S extends Scope>(switches: readonly S[] | undefined, subject: Subject) {
  const found = switches?.find((scope) => applies(scope, subject));
  if (found === undefined) return undefined;
  const taken = { ...found };
  if (found.times !== undefined) found.times -= 1;
  return taken;
}

/** Brings what `faults.set` takes into the form that the world keeps. */
export function toFaultList(faults: object): FaultList {
  const entries = Object.entries(faults).map(([kind, value]: [string, unknown]) => [
    kind,
    Array.isArray(value) ? value : value === true ? [{}] : [value],
  ]);
  return structuredClone(Object.fromEntries(entries)) as FaultList;
}

/** The switches of both lists; the first ones come first. */
export function joinFaults(one: FaultList, other: FaultList): FaultList {
  const kinds = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<FaultKind>;
  const joined = [...kinds].map((kind) => [kind, [...(one[kind] ?? []), ...(other[kind] ?? [])]]);
  return Object.fromEntries(joined) as FaultList;
}

/** The list without the switches whose command or clusters name one of `words`. */
export function withoutFaults(list: FaultList, words: readonly string[]): FaultList {
  const isAbout = ({ command = '', clusters = [] }: Scope) =>
    words.some((word) => command.includes(word) || [clusters].flat().includes(word));
  const left = Object.entries(list).map(([kind, switches]) => [
    kind,
    (switches as readonly Scope[]).filter((each) => !isAbout(each)),
  ]);
  return Object.fromEntries(left) as FaultList;
}

function applies({ clusters, command, user, times }: Scope, subject: Subject): boolean {
  return (
    (times === undefined || times > 0) &&
    names(clusters, subject.clusters) &&
    (command === undefined || subject.line.includes(command)) &&
    (user === undefined || user === subject.user)
  );
}
