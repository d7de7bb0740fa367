/** `/mapr/<cluster>/<path>`: checked once, at the door, and trusted from there on. */
export type StreamPath = string & { readonly __brand: 'StreamPath' };

/** A path or cluster name that is not one. `position` is an index in `word`, which is what was given. */
export class PathError extends Error {
  override readonly name = 'PathError';
  readonly word: string;
  readonly position: number;

  constructor(word: string, position: number, what: string) {
    super(`${quoted(word)}: ${what} (character ${position + 1}).`);
    this.word = word;
    this.position = position;
  }
}

const root = '/mapr/';
const longestSegment = 255;
const longestPath = 1024;

/**
 * Reads the global form, `/mapr/<cluster>/<path>`.
 *
 * MapR allows more characters than this (sheet, 6). This is the set that needs no quoting anywhere, can
 * never be taken for an option, and cannot name a topic (`stream:topic`).
 *
 * @throws PathError
 */
export function parseStreamPath(text: string): StreamPath {
  if (!text.startsWith(root)) {
    throw new PathError(text, firstDifference(text, root), 'a stream path starts with /mapr/');
  }
  const end = text.indexOf('/', root.length);
  if (end === -1) {
    checkSegment(text, root.length, text.length, 'a cluster name');
    throw new PathError(text, text.length, 'after the cluster, the path of the stream is missing');
  }
  checkSegment(text, root.length, end, 'a cluster name');
  checkLocal(text, end);
  return checkLength(text, text, 0);
}

/**
 * Puts a path together from a cluster and the path in it, `/apps/x/activity`.
 *
 * @throws PathError whose `word` is `cluster` or `local`, whichever is wrong
 */
export function streamPath(cluster: string, local: string): StreamPath {
  checkSegment(cluster, 0, cluster.length, 'a cluster name');
  if (!local.startsWith('/')) {
    throw new PathError(local, 0, 'a path within a cluster starts with /');
  }
  checkLocal(local, 0);
  return checkLength(`${root}${cluster}${local}`, local, root.length + cluster.length);
}

export function clusterOf(path: StreamPath): string {
  return path.slice(root.length, path.indexOf('/', root.length));
}

/** The path within its cluster: `/apps/x/activity`. */
export function localPath(path: StreamPath): string {
  return path.slice(path.indexOf('/', root.length));
}

/** The directory that the stream lies in, within its cluster: `/apps/x`, or `/`. */
export function parentOf(path: StreamPath): string {
  const local = localPath(path);
  return local.slice(0, local.lastIndexOf('/')) || '/';
}

export function isClusterName(text: string): boolean {
  return faultOf(text, 0, text.length, '') === null;
}

/** Checks `/a/b/c`, which begins at `start` and goes to the end of `word`. */
function checkLocal(word: string, start: number): void {
  // Within a cluster such a path reads as one on another cluster, also when a reply shows it.
  if (word.startsWith(root, start)) {
    throw new PathError(word, start, 'a path within a cluster does not start with /mapr/');
  }
  let from = start + 1;
  for (;;) {
    const slash = word.indexOf('/', from);
    const end = slash === -1 ? word.length : slash;
    if (end === from && slash === -1) {
      throw new PathError(word, Math.max(start, from - 1), 'a stream path does not end with /');
    }
    checkSegment(word, from, end, 'a name in the path');
    if (slash === -1) return;
    from = slash + 1;
  }
}

function checkSegment(word: string, start: number, end: number, what: string): void {
  const fault = faultOf(word, start, end, what);
  if (fault !== null) throw new PathError(word, fault.position, fault.text);
}

function faultOf(
  word: string,
  start: number,
  end: number,
  what: string,
): { position: number; text: string } | null {
  const segment = word.slice(start, end);
  if (segment === '') return { position: start, text: `${what} is empty` };
  if (segment === '.' || segment === '..') {
    return { position: start, text: `${what} cannot be "${segment}"` };
  }
  if (segment.startsWith('-')) return { position: start, text: `${what} cannot start with "-"` };
  const wrong = /[^A-Za-z0-9._-]/u.exec(segment);
  if (wrong !== null) {
    const text = `${what} cannot contain ${shown(wrong[0])}; letters, digits, ".", "_" and "-" can be used`;
    return { position: start + wrong.index, text };
  }
  if (segment.length > longestSegment) {
    const text = `${what} is longer than ${longestSegment} characters`;
    return { position: start + longestSegment, text };
  }
  return null;
}

function checkLength(path: string, word: string, before: number): StreamPath {
  if (path.length > longestPath) {
    const position = Math.max(0, longestPath - before);
    throw new PathError(word, position, `a stream path has at most ${longestPath} characters`);
  }
  return path as StreamPath;
}

function firstDifference(text: string, expected: string): number {
  let at = 0;
  while (at < expected.length && text[at] === expected[at]) at += 1;
  return at;
}

function shown(character: string): string {
  if (/^[\x21-\x7e]$/.test(character)) return `"${character}"`;
  if (character === ' ') return 'a blank';
  const code = character.codePointAt(0) ?? 0;
  return `the character U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

function quoted(word: string): string {
  const text = word.length > 120 ? `${word.slice(0, 119)}…` : word;
  return `"${text.replace(/[\p{C}\p{Z}]/gu, (character) => (character === ' ' ? ' ' : '�'))}"`;
}
