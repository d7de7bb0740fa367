import { clusterOf, localPath, PathError, parseStreamPath, type StreamPath } from './path.ts';

/** The two ends of a replication. */
export interface Pair {
  readonly source: StreamPath;
  readonly replica: StreamPath;
}

/** The same two, the other way round. */
export function turnedRound<P extends Pair>(pair: P): P {
  return { ...pair, source: pair.replica, replica: pair.source };
}

/** How the other stream is named in a row of `replica list` or `upstream list`. */
interface Named {
  readonly cluster?: string | undefined;
  readonly stream?: string | undefined;
  readonly replicaPath?: string | undefined;
}

/**
 * Whether a row says which stream it is about. One that does not could be the one that is looked for, so it must not
 * pass for another.
 */
export function isNamed(row: Named): boolean {
  const fields = [row.stream, row.replicaPath].filter((field) => field !== undefined);
  return row.cluster === undefined ? fields.some(isGlobal) : fields.length > 0;
}

/**
 * Whether a row names `path`. Rows give the cluster and the path within it as separate fields, not the string that
 * was passed in; whether a path ever carries `/mapr/<cluster>` is an open question, so both are accepted (sheet, 2.8).
 */
export function names(row: Named, path: StreamPath): boolean {
  return [row.stream, row.replicaPath].some(
    (field) => field !== undefined && isPath(field, row.cluster, path),
  );
}

/** The stream that a row names; null where that is no path that this program can name. */
export function pathOf({ cluster, stream, replicaPath }: Named): StreamPath | null {
  const field = stream ?? replicaPath ?? '';
  return parsed(isGlobal(field) || cluster === undefined ? field : `/mapr/${cluster}${field}`);
}

function isPath(field: string, cluster: string | undefined, path: StreamPath): boolean {
  if (!isGlobal(field)) return cluster === clusterOf(path) && field === localPath(path);
  return (cluster === undefined || cluster === clusterOf(path)) && parsed(field) === path;
}

function isGlobal(field: string): boolean {
  return field.startsWith('/mapr/');
}

function parsed(field: string): StreamPath | null {
  try {
    return parseStreamPath(field);
  } catch (error) {
    if (error instanceof PathError) return null;
    throw error;
  }
}
