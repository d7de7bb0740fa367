/** The fields of the form, what is filled in, and what the form knows besides. */

import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type SetUp, setUps } from '../../jobs/plan.ts';
import type { ReplicaOptions } from '../../mapr/options.ts';
import { compressions, flags } from '../grammar/options.ts';

/** Each is a block with one element, and the id of both. */
export const fields = {
  from: 'form_from',
  stream: 'form_stream',
  to: 'form_to',
  path: 'form_path',
  options: 'form_options',
  compression: 'form_compression',
  how: 'form_how',
  channel: 'form_channel',
} as const;

export type Field = keyof typeof fields;

/** What is filled in, as it was typed; null, or empty, where nothing is. */
export interface Filled {
  /** The source's cluster, as the value of its choice. */
  readonly from: string | null;
  readonly stream: string | null;
  readonly to: string | null;
  readonly path: string;
  readonly options: ReplicaOptions;
  /** The way that it is to be set up. */
  readonly how: SetUp;
  readonly channel: string | null;
}

/** The choice of compression that leaves it to the stream. */
export const ownCompression = 'own';

export interface State {
  readonly values: Readonly<Record<string, Readonly<Record<string, Held>>>>;
}

interface Held {
  readonly value?: string | null;
  readonly selected_option?: { readonly value?: string } | null;
  readonly selected_options?: readonly { readonly value?: string }[] | null;
  readonly selected_conversation?: string | null;
}

export function filledIn({ values }: State): Filled {
  const held = (field: Field) => values[fields[field]]?.[fields[field]];
  const picked = (field: Field) => held(field)?.selected_option?.value ?? null;
  const ticked = (held('options')?.selected_options ?? []).map(({ value }) => value);
  const [throttle, synchronous, encrypt] = flags.map((flag) => ticked.includes(flag));
  return {
    from: picked('from'),
    stream: picked('stream'),
    to: picked('to'),
    path: held('path')?.value ?? '',
    options: {
      throttle: throttle ?? false,
      synchronous: synchronous ?? false,
      encrypt: encrypt ?? false,
      compression: compressions.find((each) => each === picked('compression')) ?? null,
    },
    how: setUps.find((each) => each === picked('how')) ?? 'replicate',
    channel: held('channel')?.selected_conversation ?? null,
  };
}

export const nothingFilledIn: Filled = filledIn({ values: {} });

/** Where the form was asked for; kept in the view, as Slack says it only once. */
const origin = z.object({
  /** Where what happens is told; null where it has to be chosen. */
  channel: z.string().nullable(),
  /** The thread that it was asked for in. */
  thread: z.string().nullable(),
  /** What is chosen as the source's cluster: whoever asks for streams is not told. */
  from: z.string().nullable(),
});
export type Origin = z.infer<typeof origin>;

export function writeOrigin({ channel, thread, from }: Origin): string {
  return JSON.stringify({ channel, thread, from });
}

export function readOrigin(metadata: string): Origin {
  return origin.parse(JSON.parse(metadata));
}

/** Slack's limit for the value of a choice, in code points. */
export const longestValue = 150;

/** A cluster's name as the value of a choice. */
export function clusterValue(name: string): string {
  if (name.length <= longestValue) return name;
  return `sha256:${createHash('sha256').update(name).digest('hex')}`;
}

/** @returns null where no cluster of the settings has this value */
export function clusterOfValue(value: string, clusters: readonly string[]): string | null {
  return clusters.find((name) => clusterValue(name) === value) ?? null;
}
