import { isDeepStrictEqual } from 'node:util';
import type { KnownBlock } from '@slack/types';
import { type Interactive, interactives } from '../block-kit/interactive.ts';
import type { Json } from '../json.ts';
import type { Channel, Version, ViewState } from '../world/types.ts';
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

/** What the menus and boxes of a message hold for this person. */
export function heldBy({ begun, picks }: Version, person: string): ViewState {
  return picks.get(person) ?? begun;
}

/**
 * `state.values` after an edit: what keeps its ids and its options goes on holding what it held, even if the edit
 * brings other initial options (slackapi/java-slack-sdk#762); anything else begins anew.
 */
export function carriedOver(
  state: ViewState,
  before: readonly KnownBlock[],
  after: readonly KnownBlock[],
): ViewState {
  const known = interactives(before);
  const next = initialState(after);
  for (const one of interactives(after)) {
    const { blockId, actionId } = one;
    const held = state[blockId]?.[actionId];
    if (held === undefined || !known.some((each) => isSame(each, one))) continue;
    next[blockId] = { ...next[blockId], [actionId]: held };
  }
  return next;
}

function isSame(one: Interactive, other: Interactive): boolean {
  return isDeepStrictEqual(identity(one), identity(other));
}

function identity({ blockId, actionId, type, element }: Interactive): Json {
  const { options, option_groups } = element;
  return { blockId, actionId, type, options, option_groups };
}
