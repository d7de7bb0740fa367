/** What is ticked in the message of a button that was pressed. Pure. */

import type { BlockAction } from '@slack/bolt';
import type { Ticks } from '../decide-together.ts';
import { ticksAction } from '../views/batch/approval.ts';

type Body = Pick<BlockAction, 'message' | 'state'>;

/** The requests that the message lists, whether they are ticked or not. */
export function shownIn(body: Body): readonly string[] {
  return listsIn(body).flatMap(({ options }) => options);
}

/** @returns null where Slack does not tell what is ticked: then nothing can be decided */
export function ticksIn(body: Body): Ticks | null {
  const ticked: string[] = [];
  const struck: string[] = [];
  const lists = listsIn(body);
  for (const { block, options } of lists) {
    const held = body.state?.values[block]?.[ticksAction];
    if (!held?.selected_options) return null;
    const chosen = held.selected_options.map(({ value }) => value);
    for (const option of options) (chosen.includes(option) ? ticked : struck).push(option);
  }
  return lists.length === 0 ? null : { ticked, struck };
}

interface ShownBlock {
  readonly block_id?: string;
  readonly elements?: readonly { readonly options?: readonly { readonly value: string }[] }[];
}

function listsIn({ message }: Body): { block: string; options: string[] }[] {
  const blocks = (message?.['blocks'] ?? []) as readonly ShownBlock[];
  return blocks.flatMap(({ block_id = '', elements = [] }) =>
    block_id.startsWith(`${ticksAction}:`)
      ? [{ block: block_id, options: (elements[0]?.options ?? []).map(({ value }) => value) }]
      : [],
  );
}
