/** The form itself: a pure function of what is filled in and what was found out about it. */

import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import { type SetUp, setUps } from '../../jobs/plan.ts';
import { localPath } from '../../mapr/path.ts';
import type { Refused } from '../admission.ts';
import { compressions, flags } from '../grammar/options.ts';
import { context } from '../views/blocks.ts';
import { clip, clipMiddle } from '../views/escape.ts';
import { optionWords, ways } from '../views/option-words.ts';
import {
  clusterValue,
  type Field,
  type Filled,
  fields,
  type Origin,
  ownCompression,
  writeOrigin,
} from './fields.ts';
import { preview, why } from './preview.ts';
import { type Reading, read } from './read.ts';

export const callbackId = 'replicate';
/** The button that leads to the form for several streams. */
export const openManyAction = 'form_many';

export interface Form {
  readonly clusters: readonly string[];
  readonly origin: Origin;
  readonly reading: Reading;
  /** The way that it is to be set up. */
  readonly how: SetUp;
  /** Whether the channel is to be chosen here. */
  readonly asksChannel: boolean;
  /** Why it would be refused as things are, or was. */
  readonly refused: Refused | null;
}

/** A form as it stands with this filled in. */
export function shownAs(
  origin: Origin,
  filled: Filled,
  refused: Refused | null,
  clusters: readonly string[],
): Form {
  const asksChannel =
    origin.channel === null || filled.channel !== null || refused?.part === 'channel';
  const { how } = filled;
  return { clusters, origin, reading: read(filled, clusters), how, asksChannel, refused };
}

export function formView(form: Form): ModalView & { readonly blocks: KnownBlock[] } {
  const { origin, refused, asksChannel, clusters, reading } = form;
  return {
    type: 'modal',
    callback_id: callbackId,
    private_metadata: writeOrigin(origin),
    title: plain('Replicate a stream'),
    submit: plain('Replicate'),
    close: plain('Cancel'),
    blocks: [
      ...why('person', refused),
      several(),
      input('from', 'Source cluster', clusterMenu('from', clusters)),
      input('stream', 'Stream', {
        type: 'external_select',
        action_id: fields.stream,
        min_query_length: 0,
        placeholder: plain('Choose one, or type its path: /apps/x/activity'),
      }),
      input('to', 'Replica cluster', clusterMenu('to', clusters)),
      path(reading),
      options(),
      compression(),
      how(form.how),
      ...(asksChannel ? [...why('channel', refused), channel(origin)] : []),
      { type: 'divider' },
      ...preview(form),
      ...told(form),
    ],
  };
}

/** The way to the form for more than one. */
function several(): KnownBlock {
  return {
    type: 'actions',
    elements: [
      { type: 'button', action_id: openManyAction, text: plain('Several streams at once …') },
    ],
  };
}

function told({ asksChannel, origin }: Form): KnownBlock[] {
  if (asksChannel || origin.channel === null) return [];
  return [context(`What happens is told in <#${origin.channel}>.`)];
}

function clusterMenu(field: 'from' | 'to', clusters: readonly string[]): InputBlock['element'] {
  const options = clusters.map((name) => choice(clipMiddle(name, 75), clusterValue(name)));
  const menu = {
    type: 'static_select',
    action_id: fields[field],
    placeholder: plain('Choose a cluster'),
  } as const;
  if (options.length <= mostOptions) return { ...menu, options };
  const groups = Array.from({ length: Math.ceil(options.length / mostOptions) }, (_, index) =>
    options.slice(index * mostOptions, (index + 1) * mostOptions),
  );
  return {
    ...menu,
    option_groups: groups.slice(0, mostOptions).map((group) => ({
      label: plain(`${clipMiddle(group[0]?.text.text ?? '', 30)} …`),
      options: group,
    })),
  };
}

/** Slack's limit, for the options of a menu or group and for the groups. */
const mostOptions = 100;

function path(reading: Reading): InputBlock {
  const source = reading.kind === 'plan' ? reading.plan.source : reading.source;
  return {
    ...input('path', 'Path of the replica', {
      type: 'plain_text_input',
      action_id: fields.path,
      // A proposal that is not typed in: it follows the stream, and never overwrites what somebody typed.
      placeholder: plain(
        source ? clipMiddle(localPath(source), 150) : 'The same path as the source',
      ),
      max_length: 1_024,
      dispatch_action_config: { trigger_actions_on: ['on_character_entered'] },
    }),
    optional: true,
    hint: plain('Leave it empty for the same path as the source.'),
  };
}

export function options(): InputBlock {
  return {
    ...input('options', 'Options', {
      type: 'checkboxes',
      action_id: fields.options,
      options: flags.map((flag) => ({
        text: plain(sentence(flag)),
        value: flag,
        description: plain(sentence(optionWords[flag])),
      })),
    }),
    optional: true,
  };
}

export function compression(): InputBlock {
  const own = choice("The stream's own setting", ownCompression);
  return {
    ...input('compression', 'Compression', {
      type: 'static_select',
      action_id: fields.compression,
      options: [own, ...compressions.map((each) => choice(each, each))],
      initial_option: own,
    }),
    hint: plain('On the wire. lz4 is the fastest, zlib the smallest.'),
  };
}

/** @param chosen what its hint is about; null where that does not follow what is chosen */
export function how(chosen: SetUp | null): InputBlock {
  return {
    ...input('how', 'Set-up', {
      type: 'radio_buttons',
      action_id: fields.how,
      options: setUps.map(way),
      initial_option: way('replicate'),
    }),
    ...(chosen ? { hint: plain(ways[chosen].limits) } : {}),
  };
}

function way(each: SetUp) {
  const { name, does } = ways[each];
  return { ...choice(name, each), description: plain(sentence(does)) };
}

/** The one that the person looks at is proposed only where Slack does not say which it is: else it is the one that will not do. */
export function channel(origin: Origin): InputBlock {
  return {
    ...input('channel', 'Channel', {
      type: 'conversations_select',
      action_id: fields.channel,
      placeholder: plain('Choose a channel that I am in'),
      default_to_current_conversation: origin.channel === null,
      filter: { include: ['public', 'private'], exclude_external_shared_channels: true },
    }),
    hint: plain('Where what happens is told, and the approval asked for. I have to be in it.'),
  };
}

/** Each tells what is filled in at once, so that the preview follows. */
function input(field: Field, label: string, element: InputBlock['element']): InputBlock {
  return {
    type: 'input',
    block_id: fields[field],
    label: plain(label),
    element,
    dispatch_action: true,
  };
}

function choice(text: string, value: string): PlainTextOption {
  return { text: plain(clip(text, 75)), value };
}

function plain(text: string) {
  return { type: 'plain_text', text } as const;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
