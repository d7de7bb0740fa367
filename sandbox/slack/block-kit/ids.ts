import type { KnownBlock } from '@slack/types';
import { isRecord, type Json, records } from '../json.ts';
import type { Ids } from '../world/ids.ts';

/** Elements that have no action id. */
const silent = new Set(['image', 'plain_text', 'mrkdwn']);
const titled = new Set(['actions', 'input', 'section', 'context_actions', 'card']);

/** The checked blocks, with the ids that Slack makes up where the app gave none. */
export function withIds(blocks: readonly unknown[], ids: Ids): KnownBlock[] {
  // They have been through the schema of KnownBlock.
  return records(blocks).map((block) => identified(block, ids)) as unknown as KnownBlock[];
}

function identified(block: Json, ids: Ids): Json {
  const element = (one: unknown): unknown =>
    isRecord(one) && typeof one['type'] === 'string' && !silent.has(one['type'])
      ? { ...one, action_id: one['action_id'] ?? ids.next('a') }
      : one;
  const given = { ...block, block_id: block['block_id'] ?? ids.next('b') };
  if (Array.isArray(block['child_blocks'])) {
    return {
      ...given,
      child_blocks: records(block['child_blocks']).map((one) => identified(one, ids)),
    };
  }
  if (!titled.has(String(block['type']))) return given;
  return {
    ...given,
    ...(Array.isArray(block['elements']) ? { elements: block['elements'].map(element) } : {}),
    ...(Array.isArray(block['actions']) ? { actions: block['actions'].map(element) } : {}),
    ...('accessory' in block ? { accessory: element(block['accessory']) } : {}),
    ...('element' in block ? { element: element(block['element']) } : {}),
  };
}
