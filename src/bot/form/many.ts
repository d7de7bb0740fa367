/** The form for several streams at once: a list, typed in or in a file. A pure function of what is known. */

import type { InputBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { type HandedInFile, handedInFile } from '../files.ts';
import { mostTogether } from '../grammar/together.ts';
import { context } from '../views/blocks.ts';
import { type Origin, type State, writeOrigin } from './fields.ts';
import { channel, compression, how, options } from './view.ts';

export const manyCallbackId = 'replicate_many';
/** Each is a block with one element, and the id of both. */
export const manyFields = { pairs: 'form_pairs', file: 'form_file' } as const;

export function manyView(
  origin: Origin,
  [from = 'sanfrancisco', to = 'newyork']: readonly string[],
): ModalView {
  return {
    type: 'modal',
    callback_id: manyCallbackId,
    private_metadata: writeOrigin(origin),
    title: plain('Replicate several'),
    submit: plain('Replicate'),
    close: plain('Cancel'),
    blocks: [
      context(
        `One pair a line: the source, and the cluster or the path to replicate it to. At most ${mostTogether}; each becomes a request of its own, and the owners are asked for all of them at once.`,
      ),
      {
        ...field(manyFields.pairs, 'Streams', {
          type: 'plain_text_input',
          action_id: manyFields.pairs,
          multiline: true,
          placeholder: plain(`${from}/activity ${to}\n${from}/apps/x/orders ${to}/orders_sf`),
        }),
        optional: true,
      },
      {
        ...field(manyFields.file, 'Or a file of them', {
          type: 'file_input',
          action_id: manyFields.file,
          filetypes: ['txt', 'csv', 'text'],
          max_files: 1,
        }),
        optional: true,
        hint: plain(
          'Text, of the same lines; a comma, a semicolon or a tab may stand between the two.',
        ),
      },
      options(),
      compression(),
      how(null),
      ...(origin.channel === null ? [channel(origin)] : []),
    ].map(quiet),
  };
}

/** Nothing here follows what is filled in. */
function quiet<B extends { readonly type: string }>(block: B): B {
  return block.type === 'input' ? { ...block, dispatch_action: false } : block;
}

function field(id: string, label: string, element: InputBlock['element']): InputBlock {
  return { type: 'input', block_id: id, label: plain(label), element };
}

function plain(text: string) {
  return { type: 'plain_text', text } as const;
}

/** What was handed in: the lines that were typed, and the file; null where there is none. */
export function listIn({ values }: State): { typed: string; file: HandedInFile | null } {
  const typed = values[manyFields.pairs]?.[manyFields.pairs]?.value ?? '';
  const files = z
    .object({ files: z.array(handedInFile) })
    .safeParse(values[manyFields.file]?.[manyFields.file]);
  return { typed, file: files.data?.files[0] ?? null };
}
