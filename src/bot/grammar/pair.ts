/** The two streams of a command: pure, and total. */

import { nearest } from '../../config/nearest.ts';
import { clashAmong, type Pair } from '../../jobs/conflict.ts';
import {
  isClusterName,
  localPath,
  PathError,
  parseStreamPath,
  type StreamPath,
} from '../../mapr/path.ts';
import { expand } from './together.ts';
import { quoted, Slip, type Word } from './words.ts';

/** @param end where a word that is missing would stand */
export function parsePair(words: readonly Word[], end: Word, clusters: readonly string[]): Pair {
  const [first, ...more] = parsePairs(words, end, clusters);
  if (first && more.length === 0) return first;
  const several = words.find(({ text }) => text.includes('{')) ?? end;
  throw new Slip(several, 'One replication at a time: only a set-up can name several, in braces.');
}

/**
 * Each of the streams in braces with the same path on a cluster, or with the replica at the same place in braces; or
 * one stream with each of the replicas.
 * @param end where a word that is missing would stand
 */
export function parsePairs(
  [from, to, surplus]: readonly Word[],
  end: Word,
  clusters: readonly string[],
): readonly Pair[] {
  if (!from) throw new Slip(end, 'The source is missing: the stream to copy from.');
  if (!to) throw new Slip(end, 'The replica is missing: the cluster, or the path, to copy to.');
  if (surplus)
    throw new Slip(surplus, 'There is a word too many: a command has one source and one replica.');
  const sources = expand(from);
  const replicas = expand(to);
  const pairs = zip(sources, replicas, to).map(([one, other]) => {
    const source = parsePath(one, clusters);
    const replica = parseReplica(other, source, clusters);
    if (source === replica) throw new Slip(to, sameStream(source));
    return { source, replica };
  });
  const clash = clashAmong(pairs);
  if (clash) throw new Slip(to, clashing(clash, sources, to, clusters));
  return pairs;
}

function zip(sources: readonly Word[], replicas: readonly Word[], to: Word) {
  const [source] = sources;
  const [replica] = replicas;
  if (!source || !replica) return [];
  if (replicas.length === 1) return sources.map((each) => [each, replica] as const);
  if (sources.length === 1) return replicas.map((each) => [source, each] as const);
  if (sources.length !== replicas.length) {
    throw new Slip(
      to,
      `There are ${sources.length} sources and ${replicas.length} replicas: name as many, or a cluster alone.`,
    );
  }
  return sources.map((each, index) => [each, replicas[index] ?? replica] as const);
}

/** A cluster alone stands for the source's path on it. */
function parseReplica(word: Word, source: StreamPath, clusters: readonly string[]): StreamPath {
  const alone = clusterAlone(word);
  const text = clusters.includes(alone) ? `${alone}${localPath(source)}` : word.text;
  return parsePath({ ...word, text }, clusters);
}

function clusterAlone({ text }: Word): string {
  return text.replace(/^\/mapr\//, '').replace(/\/$/, '');
}

/** Why two of the pairs cannot be asked for together. */
export function clashWords({ replica }: Pair): string {
  return `${replica} is named twice, and of two requests for it only one could be under way.`;
}

function clashing(
  clash: Pair,
  sources: readonly Word[],
  to: Word,
  clusters: readonly string[],
): string {
  const isOnePath = sources.length > 1 && !to.text.includes('{');
  if (!isOnePath || clusters.includes(clusterAlone(to))) return clashWords(clash);
  return `${sources.length} streams cannot have the one replica ${clash.replica}: name a cluster alone, or as many paths in braces.`;
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
  const name = clusterAlone(word);
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
