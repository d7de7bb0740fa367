/** The options of a command: pure, and total. */

import { nearest } from '../../config/nearest.ts';
import { type SetUp, setUps } from '../../jobs/plan.ts';
import { defaultOptions, type ReplicaOptions } from '../../mapr/options.ts';
import type { OptionChange } from '../../mapr/replica-edit.ts';
import { ways } from '../views/option-words.ts';
import { quoted, Slip, type Word } from './words.ts';

export const compressions = ['off', 'lz4', 'lzf', 'zlib'] as const;
export const flags = ['throttle', 'synchronous', 'encrypt'] as const;
const optionNames = [...flags, 'compression'];

/** Of a set-up alone: the way that it is done. */
const wayFlags = new Map(
  setUps.flatMap((each) => (ways[each].flag ? [[ways[each].flag, each]] : [])),
);

/** The options of a set-up, and the words that are none. */
export function takeOptions(words: readonly Word[]): {
  options: ReplicaOptions;
  setUp: SetUp;
  names: Word[];
} {
  const { change, setUp, names } = take(words, false);
  const { compression = null, ...rest } = change;
  const options = { ...defaultOptions, ...rest, compression } as ReplicaOptions;
  return { options, setUp, names };
}

/** The options that are to change: one that is given with `no-` before it is to be switched off. */
export function takeChange(words: readonly Word[]): { change: OptionChange; names: Word[] } {
  return take(words, true);
}

/** @param edits whether a replication is there already: an option can be switched off then, and no set-up chosen */
function take(
  words: readonly Word[],
  edits: boolean,
): { change: OptionChange; setUp: SetUp; names: Word[] } {
  const change: OptionChange = {};
  let setUp: SetUp = 'replicate';
  const names: Word[] = [];
  const rest = [...words];
  for (let word = rest.shift(); word; word = rest.shift()) {
    if (!word.text.startsWith('-')) {
      names.push(word);
      continue;
    }
    const [typed = '', inline] = word.text.replace(/^-+/, '').split(/=(.*)/s);
    const ends = edits && /^no-/.test(typed);
    const name = ends ? typed.slice('no-'.length) : typed;
    const flag = flags.find((each) => each === name);
    const way = edits ? undefined : wayFlags.get(name);
    if (name in change || (way && way === setUp))
      throw new Slip(word, `The option --${name} is given twice.`);
    if (flag || way) {
      if (inline !== undefined) throw new Slip(word, `The option --${typed} takes no value.`);
      if (flag) change[flag] = !ends;
      else if (way) setUp = oneWay(word, setUp, way);
    } else if (typed === 'compression') {
      const value = inline === undefined ? takeValue(rest) : { ...word, text: inline };
      change.compression = compressionOf(word, value);
    } else {
      throw new Slip(word, notAnOption(word, typed, edits));
    }
  }
  return { change, setUp, names };
}

/** @throws Slip where another way was chosen before */
function oneWay(word: Word, before: SetUp, way: SetUp): SetUp {
  if (before === 'replicate') return way;
  throw new Slip(word, notTogether([before, way]));
}

/** Why two ways do not go together, in MapR or here. */
function notTogether(both: readonly SetUp[]): string {
  const [one, other] = both.map((way) => `--${ways[way].flag}`);
  const why = !both.includes('autosetup')
    ? 'MapR sets both directions up with a new replica alone'
    : both.includes('join')
      ? 'the cluster would copy at once, and nobody could look again right before that whether topics are shared'
      : 'the cluster would let both directions flow at once, and nobody could look before that who writes where';
  return `${one} and ${other} do not go together: ${why}. Leave one of them out.`;
}

function notAnOption(word: Word, typed: string, edits: boolean): string {
  const more = edits ? flags.map((flag) => `no-${flag}`) : [...wayFlags.keys()];
  const all = [...optionNames, ...more];
  const near = nearest(typed, all);
  const hint = near ? `Did you mean --${near}? ` : '';
  return `${quoted(word.text)} is not an option. ${hint}There are: ${all.map((each) => `--${each}`).join(', ')}.`;
}

/** The word after an option, unless that is an option itself. */
function takeValue(rest: Word[]): Word | undefined {
  return rest[0]?.text.startsWith('-') ? undefined : rest.shift();
}

function compressionOf(word: Word, value: Word | undefined) {
  const found = compressions.find((each) => each === value?.text);
  if (found) return found;
  const said = value?.text ? `not ${quoted(value.text)}` : 'and none is given';
  throw new Slip(value ?? word, `--compression takes one of ${compressions.join(', ')}, ${said}.`);
}
