import type { KnownBlock } from '@slack/types';
import { isRecord, type Json, records, string } from '../json.ts';

/** Something in a block that a person can press, pick or fill in. */
export interface Interactive {
  readonly blockId: string;
  readonly actionId: string;
  readonly type: string;
  readonly block: Json;
  readonly element: Json;
}

/** All of them, from the top down. */
export function interactives(blocks: readonly KnownBlock[]): Interactive[] {
  return records(blocks).flatMap(within);
}

function within(block: Json): Interactive[] {
  const elements = [
    ...records(block['elements']),
    ...records(block['actions']),
    ...[block['accessory'], block['element']].filter(isRecord),
  ];
  const own = elements
    .filter((element) => typeof element['action_id'] === 'string')
    .map((element) => ({
      blockId: string(block['block_id']),
      actionId: string(element['action_id']),
      type: string(element['type']),
      block,
      element,
    }));
  return [...own, ...records(block['child_blocks']).flatMap(within)];
}

/** The words on it: of a button, or the label of an input. */
export function label({ element, block }: Interactive): string {
  const text = isRecord(element['text']) ? element['text'] : block['label'];
  return isRecord(text) ? string(text['text']) : '';
}
