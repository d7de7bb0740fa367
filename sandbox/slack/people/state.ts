import type { KnownBlock } from '@slack/types';
import { interactives } from '../block-kit/interactive.ts';
import type { Channel, ViewState } from '../world/types.ts';
import { holdsState, initialValue } from './choices.ts';
import { isListed } from './conversations.ts';

/**
 * `state.values` of blocks that nobody has touched.
 * @param current what the person looks at: some menus of conversations begin with it
 */
export function initialState(blocks: readonly KnownBlock[], current?: Channel): ViewState {
  const state: ViewState = {};
  for (const { blockId, actionId, type, element } of interactives(blocks)) {
    if (!holdsState(type)) continue;
    const begins = element['default_to_current_conversation'] === true && current !== undefined;
    const value =
      begins && type === 'conversations_select' && isListed(element, current)
        ? { selected_conversation: current.id }
        : initialValue(element);
    state[blockId] = { ...state[blockId], [actionId]: { type, ...value } };
  }
  return state;
}
