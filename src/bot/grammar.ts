/** What was typed after `/replicate`, and what is meant by it. Pure, and total: every text gets an answer. */

import { nearest } from '../config/nearest.ts';
import { isRequestId } from '../jobs/ids.ts';
import type { Plan } from '../jobs/plan.ts';
import { defaultOptions, type ReplicaOptions } from '../mapr/options.ts';
import {
  isClusterName,
  localPath,
  PathError,
  parseStreamPath,
  type StreamPath,
} from '../mapr/path.ts';

export interface Misunderstood {
  readonly kind: 'misunderstood';
  /** What was wrong, in a sentence. */
  readonly what: string;
  /** The word that it was wrong at, and its place, from 1; empty and after the last where one is missing. */
  readonly word: string;
  readonly position: number;
  readonly example: string;
}

export type Command =
  | { readonly kind: 'replicate'; readonly plan: Plan }
  | { readonly kind: 'plan'; readonly plan: Plan }
  | { readonly kind: RequestVerb; readonly request: string }
  | { readonly kind: 'help' }
  /** Nothing was typed: the form asks. */
  | { readonly kind: 'form' }
  | Misunderstood;

/** What can be said of a request by its id: `/replicate <verb> <request>`. */
const requestVerbs = ['cancel', 'audit'] as const;
export type RequestVerb = (typeof requestVerbs)[number];

interface Word {
  readonly text: string;
  readonly position: number;
}

class Slip extends Error {
  readonly word: Word;

  constructor(word: Word, what: string) {
    super(what);
    this.word = word;
  }
}

export const compressions = ['off', 'lz4', 'lzf', 'zlib'] as const;
export const flags = ['throttle', 'synchronous', 'encrypt'] as const;
const optionNames = [...flags, 'compression'];
/** Phones begin a line with a capital. */
const helpWords = /^(help|--?help|-h|\?)$/i;

/**
 * @param clusters the configured ones. One called "plan", "cancel" or "help" is no trouble: a source is never a cluster
 * alone, so the first word is the verb, and any other the cluster.
 */
export function parseCommand(text: string, clusters: readonly string[]): Command {
  const words = wordsOf(text);
  const [first, ...rest] = words;
  if (!first) return { kind: 'form' };
  if (helpWords.test(first.text)) return { kind: 'help' };
  const verb = requestVerbs.find((each) => each === first.text.toLowerCase());
  const kind = /^plan$/i.test(first.text) ? 'plan' : 'replicate';
  const end = { text: '', position: words.length + 1 };
  try {
    if (verb) return { kind: verb, request: parseRequest(verb, rest, end) };
    return { kind, plan: parsePlan(kind === 'plan' ? rest : words, end, clusters) };
  } catch (error) {
    if (!(error instanceof Slip)) throw error;
    const { text: word, position } = error.word;
    return {
      kind: 'misunderstood',
      what: error.message,
      word,
      position,
      example: verb ? `/replicate ${verb} abcd2345` : exampleFor(clusters),
    };
  }
}

function exampleFor([from = 'sanfrancisco', to = 'newyork']: readonly string[]): string {
  return `/replicate ${from}/activity ${to}`;
}

/** What is pasted brings these along: zero-width spaces and joiners, marks of direction, soft hyphens. */
const invisible = /\p{Cf}/gu;

function wordsOf(text: string): Word[] {
  return asTyped(text)
    .split(/\s+/)
    .map((word) => word.replace(/^["']+|["']+$/g, ''))
    .filter((word) => word !== '')
    .map((word, index) => ({ text: word, position: index + 1 }));
}

/** Slack may encode three characters, and phones make quotes and dashes "smart". */
export function asTyped(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/[“”„«»]/g, '"')
    .replace(/[‘’‚`]/g, "'")
    .replace(invisible, '')
    .replace(/(^|\s)[—–―−]/g, '$1--')
    .replace(/[‐‑]/g, '-');
}

function parseRequest(verb: RequestVerb, [id, surplus]: readonly Word[], end: Word): string {
  if (!id) throw new Slip(end, 'The request is missing: its id stands on its card.');
  if (surplus) throw new Slip(surplus, `There is a word too many: ${verb} takes one request.`);
  const request = id.text.toLowerCase();
  if (isRequestId(request)) return request;
  throw new Slip(
    id,
    `${quoted(id.text)} is not the id of a request: that has eight letters and digits, and stands on its card.`,
  );
}

/** @param end where a word that is missing would stand */
function parsePlan(words: readonly Word[], end: Word, clusters: readonly string[]): Plan {
  const { options, names } = takeOptions(words);
  const [from, to, surplus] = names;
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
  return { source, replica, options };
}

function parsePath(word: Word, clusters: readonly string[]): StreamPath {
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

function takeOptions(words: readonly Word[]): { options: ReplicaOptions; names: Word[] } {
  const options: { -readonly [K in keyof ReplicaOptions]: ReplicaOptions[K] } = {
    ...defaultOptions,
  };
  const names: Word[] = [];
  const seen = new Set<string>();
  const rest = [...words];
  for (let word = rest.shift(); word; word = rest.shift()) {
    if (!word.text.startsWith('-')) {
      names.push(word);
      continue;
    }
    const [name = '', inline] = word.text.replace(/^-+/, '').split(/=(.*)/s);
    if (seen.has(name)) throw new Slip(word, `The option --${name} is given twice.`);
    seen.add(name);
    const flag = flags.find((each) => each === name);
    if (flag) {
      if (inline !== undefined) throw new Slip(word, `The option --${name} takes no value.`);
      options[flag] = true;
    } else if (name === 'compression') {
      const value = inline === undefined ? takeValue(rest) : { ...word, text: inline };
      options.compression = compressionOf(word, value);
    } else {
      const near = nearest(name, optionNames);
      const hint = near ? `Did you mean --${near}? ` : '';
      throw new Slip(
        word,
        `${quoted(word.text)} is not an option. ${hint}There are: ${optionNames.map((each) => `--${each}`).join(', ')}.`,
      );
    }
  }
  return { options, names };
}

/** The word after an option, unless that is an option itself. */
function takeValue(rest: Word[]): Word | undefined {
  return rest[0]?.text.startsWith('-') ? undefined : rest.shift();
}

function compressionOf(word: Word, value: Word | undefined): ReplicaOptions['compression'] {
  const found = compressions.find((each) => each === value?.text);
  if (found) return found;
  const said = value?.text ? `not ${quoted(value.text)}` : 'and none is given';
  throw new Slip(value ?? word, `--compression takes one of ${compressions.join(', ')}, ${said}.`);
}

/** At most so much of a stranger's word is said back. */
function quoted(word: string): string {
  const points = [...word];
  return `"${points.length > 60 ? `${points.slice(0, 60).join('')}…` : word}"`;
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
