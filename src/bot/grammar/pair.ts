/** The two streams of a command: pure, and total. */

import { nearest } from '../../config/nearest.ts';
import type { Plan } from '../../jobs/plan.ts';
import {
  isClusterName,
  localPath,
  PathError,
  parseStreamPath,
  type StreamPath,
} from '../../mapr/path.ts';
import { quoted, Slip, type Word } from './words.ts';

/** @param end where a word that is missing would stand */
export function parsePair(
  [from, to, surplus]: readonly Word[],
  end: Word,
  clusters: readonly string[],
): Pick<Plan, 'source' | 'replica'> {
  if (!from) throw new Slip(end, 'The source is missing: the stream to copy from.');
  if (!to) throw new Slip(end, 'The replica is missing: the cluster, or the path, to copy to.');
  if (surplus)
    throw new Slip(surplus, 'There is a word too many: a command has one source and one replica.');
  const source = parsePath(from, clusters);
  const alone = to.text.replace(/^\/mapr\//, '').replace(/\/$/, '');
  const replica = clusters.includes(alone)
    ? parsePath({ ...to, text: `${alone}${localPath(source)}` }, clusters)
    : parsePath(to, clusters);
  if (source === replica) throw new Slip(to, sameStream(source));
  return { source, replica };
}

export function parsePath(word: Word, clusters: readonly string[]): StreamPath {
  const path = word.text.startsWith('/') ? word.text : `/mapr/${word.text}`;
  const [, root, cluster = '', ...rest] = path.split('/');
  if (root !== 'mapr') {
    throw new Slip(
      word,
      `A path begins with a cluster, or with /mapr/<cluster>; ${quoted(word.text)} does not.`,
    );
  }
  if (isClusterName(cluster) && !clusters.includes(cluster)) {
    throw new Slip(word, unknownCluster(cluster, clusters));
  }
  if (rest.length === 0) {
    throw new Slip(word, `${quoted(word.text)} names a cluster, but no stream in it.`);
  }
  try {
    return parseStreamPath(path);
  } catch (error) {
    if (error instanceof PathError) throw new Slip(word, wrongPath(error));
    throw error;
  }
}

export function parseCluster(word: Word, clusters: readonly string[]): string {
  const name = word.text.replace(/^\/mapr\//, '').replace(/\/$/, '');
  if (clusters.includes(name)) return name;
  throw new Slip(word, unknownCluster(name, clusters));
}

export function unknownCluster(name: string, clusters: readonly string[]): string {
  const near = nearest(name, clusters);
  const there = `There ${clusters.length === 1 ? 'is' : 'are'}: ${clusters.join(', ')}.`;
  return `${quoted(name)} is not a cluster that I know. ${near ? `Did you mean ${near}? ` : ''}${there}`;
}

export function sameStream(source: StreamPath): string {
  return `Source and replica are the same stream, ${source}.`;
}

export function wrongPath(error: PathError): string {
  return sentence(error.message);
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
