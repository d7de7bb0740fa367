/** The options of a command: pure, and total. */

import { nearest } from '../../config/nearest.ts';
import { defaultOptions, type ReplicaOptions } from '../../mapr/options.ts';
import type { OptionChange } from '../../mapr/replica-edit.ts';
import { quoted, Slip, type Word } from './words.ts';

export const compressions = ['off', 'lz4', 'lzf', 'zlib'] as const;
export const flags = ['throttle', 'synchronous', 'encrypt'] as const;
const optionNames = [...flags, 'compression'];

/** Of a set-up alone: that the cluster itself is to do it. */
const byClusterName = 'autosetup';

/** The options of a set-up, and the words that are none. */
export function takeOptions(words: readonly Word[]): {
  options: ReplicaOptions;
  byCluster: boolean;
  names: Word[];
} {
  const { change, byCluster, names } = take(words, false);
  const { compression = null, ...rest } = change;
  const options = { ...defaultOptions, ...rest, compression } as ReplicaOptions;
  return { options, byCluster, names };
}

/** The options that are to change: one that is given with `no-` before it is to be switched off. */
export function takeChange(words: readonly Word[]): { change: OptionChange; names: Word[] } {
  return take(words, true);
}

/** @param edits whether a replication is there already: an option can be switched off then, and no set-up chosen */
function take(
  words: readonly Word[],
  edits: boolean,
): { change: OptionChange; byCluster: boolean; names: Word[] } {
  const change: OptionChange = {};
  let byCluster = false;
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
    const isByCluster = name === byClusterName && !edits;
    if (name in change || (isByCluster && byCluster))
      throw new Slip(word, `The option --${name} is given twice.`);
    if (flag || isByCluster) {
      if (inline !== undefined) throw new Slip(word, `The option --${typed} takes no value.`);
      if (flag) change[flag] = !ends;
      else byCluster = true;
    } else if (typed === 'compression') {
      const value = inline === undefined ? takeValue(rest) : { ...word, text: inline };
      change.compression = compressionOf(word, value);
    } else {
      throw new Slip(word, notAnOption(word, typed, edits));
    }
  }
  return { change, byCluster, names };
}

function notAnOption(word: Word, typed: string, edits: boolean): string {
  const more = edits ? flags.map((flag) => `no-${flag}`) : [byClusterName];
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
