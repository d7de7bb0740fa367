import type { KnownBlock } from '@slack/types';
import { interactives } from '../block-kit/interactive.ts';
import type { ViewState } from '../world/types.ts';
import { holdsState, initialValue } from './choices.ts';

/** `state.values` of blocks that nobody has touched. */
export function initialState(blocks: readonly KnownBlock[]): ViewState {
  const state: ViewState = {};
  for (const { blockId, actionId, type, element } of interactives(blocks)) {
    if (!holdsState(type)) continue;
    state[blockId] = { ...state[blockId], [actionId]: { type, ...initialValue(element) } };
  }
  return state;
}
