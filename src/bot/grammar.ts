/** What was typed after `/replicate`, and what is meant by it. Pure, and total: every text gets an answer. */

import { isRequestId } from '../jobs/ids.ts';
import { type DryRun, dryRunOf, type Plan, type SetUp } from '../jobs/plan.ts';
import { defaultOptions } from '../mapr/options.ts';
import type { StreamPath } from '../mapr/path.ts';
import type { OptionChange } from '../mapr/replica-edit.ts';
import { takeChange, takeOptions } from './grammar/options.ts';
import { parseCluster, parsePair, parsePairs, parsePath } from './grammar/pair.ts';
import { quoted, Slip, type Word, wordsOf } from './grammar/words.ts';

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
  /** More than one where several streams are to be set up together. */
  | { readonly kind: SetUp | DryRun; readonly plans: readonly Plan[] }
  | { readonly kind: RequestVerb; readonly request: string }
  | Operation
  | Query
  | { readonly kind: 'help'; readonly about: string | null }
  /** Nothing was typed: the form asks. */
  | { readonly kind: 'form' }
  | Misunderstood;

/** What can be said of a request by its id: `/replicate <verb> <request>`. */
const requestVerbs = ['cancel', 'retry', 'rollback', 'audit'] as const;
export type RequestVerb = (typeof requestVerbs)[number];

/** What can be done with a replication that is there: `/replicate <verb> <source> <replica>`, or by the request that set it up. */
const operationVerbs = ['pause', 'resume', 'edit', 'remove', 'watch', 'unwatch'] as const;
export type OperationVerb = (typeof operationVerbs)[number];

export interface Operation {
  readonly kind: OperationVerb;
  readonly target: { readonly request: string } | { readonly plan: Plan };
  /** What an edit is to change. */
  readonly change: OptionChange | null;
}

/** What is only asked: `/replicate <verb> <stream>`. */
export type Query =
  | { readonly kind: 'list'; readonly cluster: string | null }
  | {
      readonly kind: 'status';
      readonly of: { readonly request: string } | { readonly stream: StreamPath };
    }
  | { readonly kind: 'history' | 'owners'; readonly stream: StreamPath };

const queryVerbs = ['list', 'status', 'history', 'owners'] as const;
type QueryVerb = (typeof queryVerbs)[number];

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
  if (helpWords.test(first.text)) return { kind: 'help', about: rest[0]?.text ?? null };
  const typed = first.text.toLowerCase();
  const verb = requestVerbs.find((each) => each === typed);
  const operation = operationVerbs.find((each) => each === typed);
  const query = queryVerbs.find((each) => each === typed);
  const end = { text: '', position: words.length + 1 };
  try {
    if (verb) return { kind: verb, request: parseRequest(verb, rest, end) };
    if (query) return parseQuery(query, rest, end, clusters);
    if (operation) return parseOperation(operation, rest, end, clusters);
    const dryRun = /^plan$/i.test(first.text);
    const { setUp, plans } = parsePlans(dryRun ? rest : words, end, clusters);
    return { kind: dryRun ? dryRunOf[setUp] : setUp, plans };
  } catch (error) {
    if (!(error instanceof Slip)) throw error;
    const { text: word, position } = error.word;
    return {
      kind: 'misunderstood',
      what: error.message,
      word,
      position,
      example: query
        ? queryExample(query, clusters)
        : verb
          ? `/replicate ${verb} abcd2345`
          : exampleFor(clusters, operation),
    };
  }
}

function exampleFor(
  [from = 'sanfrancisco', to = 'newyork']: readonly string[],
  verb?: OperationVerb,
): string {
  const option = verb === 'edit' ? ' --throttle' : '';
  return `/replicate ${verb ? `${verb} ` : ''}${from}/activity ${to}${option}`;
}

function queryExample(verb: QueryVerb, [from = 'sanfrancisco']: readonly string[]): string {
  return `/replicate ${verb} ${from}${verb === 'list' ? '' : '/activity'}`;
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

function parseQuery(
  kind: QueryVerb,
  words: readonly Word[],
  end: Word,
  clusters: readonly string[],
): Query {
  const [first, surplus] = words;
  if (surplus) throw new Slip(surplus, `There is a word too many after ${kind}.`);
  if (kind === 'list') return { kind, cluster: first ? parseCluster(first, clusters) : null };
  if (!first) throw new Slip(end, 'The stream is missing.');
  const request = first.text.toLowerCase();
  if (kind === 'status' && isRequestId(request)) return { kind, of: { request } };
  const stream = parsePath(first, clusters);
  return kind === 'status' ? { kind, of: { stream } } : { kind, stream };
}

function parseOperation(
  kind: OperationVerb,
  words: readonly Word[],
  end: Word,
  clusters: readonly string[],
): Operation {
  const edits = kind === 'edit';
  const { change, names } = edits ? takeChange(words) : { change: null, names: [...words] };
  if (change && Object.keys(change).length === 0) {
    throw new Slip(end, 'What is to be changed is missing: an option, such as --throttle.');
  }
  const [first, ...more] = names;
  if (first && more.length === 0 && isRequestId(first.text.toLowerCase())) {
    return { kind, target: { request: first.text.toLowerCase() }, change };
  }
  const pair = parsePair(names, end, clusters);
  return { kind, target: { plan: { ...pair, options: defaultOptions } }, change };
}

/** @param end where a word that is missing would stand */
function parsePlans(
  words: readonly Word[],
  end: Word,
  clusters: readonly string[],
): { plans: readonly Plan[]; setUp: SetUp } {
  const { options, setUp, names } = takeOptions(words);
  const pairs = parsePairs(names, end, clusters);
  return { plans: pairs.map((pair) => ({ ...pair, options })), setUp };
}
