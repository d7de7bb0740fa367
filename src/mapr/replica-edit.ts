import type { MaprCommand } from './command.ts';
import { change } from './maprcli.ts';
import type { ReplicaOptions } from './options.ts';
import type { Pair } from './pair.ts';
import { clusterOf } from './path.ts';

/** The options that are to change. The stream's own compression cannot be had back: it has to be named. */
export type OptionChange = {
  [K in keyof ReplicaOptions]?: NonNullable<ReplicaOptions[K]> | undefined;
};

/** What each option is called, by maprcli and in a row of `replica list`. */
export const optionNames = {
  throttle: 'throttle',
  synchronous: 'synchronous',
  encrypt: 'networkencryption',
  compression: 'networkcompression',
} as const satisfies Record<keyof ReplicaOptions, string>;

/** Changes how a replica is fed; there is no `-paused` here ("HPE 8.0, stream replica edit"). */
export function replicaEdit({
  source,
  replica,
  change: to,
}: Pair & { change: OptionChange }): MaprCommand<void> {
  const args = ['stream', 'replica', 'edit', '-path', source, '-replica', replica];
  return change(clusterOf(source), [...args, ...changedOptions(to).flatMap(asArguments)]);
}

/** By maprcli's names, and in its words, in a fixed order. */
export function changedOptions(to: OptionChange): readonly (readonly [string, string])[] {
  return Object.entries(optionNames).flatMap(([option, name]) => {
    const value = to[option as keyof ReplicaOptions];
    return value === undefined ? [] : [[name, String(value)] as const];
  });
}

function asArguments([name, value]: readonly [string, string]): string[] {
  return [`-${name}`, value];
}
