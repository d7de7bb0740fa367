import type { KnownBlock } from '@slack/types';
import { type Interactive, interactives, label } from '../block-kit/interactive.ts';
import { length } from '../block-kit/text.ts';
import type { FormValue } from '../control/acts.ts';
import type { FormValues } from '../control/types.ts';
import { type Json, string } from '../json.ts';
import type { Person, ViewState } from '../world/types.ts';
import { attach, words } from './attach.ts';
import { chosenValue, holdsState, isEmpty } from './choices.ts';
import { pickConversation } from './conversations.ts';
import type { Place } from './place.ts';
import type { Site } from './site.ts';
import { suggestions } from './suggestions.ts';

/** What a person typed and picked, by the field. Throws if there is no such field or choice. */
export type Filled = readonly (readonly [Interactive, Json])[];

export async function choose(
  site: Site,
  person: Person,
  place: Place,
  values: FormValues,
): Promise<Filled> {
  const filled: [Interactive, Json][] = [];
  for (const [name, value] of Object.entries(values)) {
    const field = fieldNamed(place.versions[0].blocks, name);
    filled.push([field, await chosenIn(site, person, place, field, value)]);
  }
  return filled;
}

/** The value of a field after a person picked, typed or attached this. */
export async function chosenIn(
  site: Site,
  person: Person,
  place: Place,
  on: Interactive,
  value: FormValue,
): Promise<Json> {
  if (on.type === 'file_input') return attach(site.core, person, on.element, value);
  const chosen = words(value);
  const [word = ''] = typeof chosen === 'string' ? [chosen] : chosen;
  if (on.type === 'external_select') {
    const options = await suggestions(site, person, place, on, word);
    const choice = typeof chosen === 'string' ? chosen : (chosen.at(-1) ?? '');
    return chosenValue({ ...on.element, options }, choice);
  }
  if (on.type === 'conversations_select' && word !== '') {
    return chosenValue(on.element, pickConversation(site.core, person, on.element, word));
  }
  return chosenValue(on.element, chosen);
}

/** The state with these filled in. */
export function fill(state: ViewState, filled: Filled): ViewState {
  const next = structuredClone(state);
  for (const [{ blockId, actionId, type }, value] of filled) {
    next[blockId] = { ...next[blockId], [actionId]: { type, ...value } };
  }
  return next;
}

/** What the client itself finds wrong before it sends a form, by block id. */
export function invalid(blocks: readonly KnownBlock[], state: ViewState): Record<string, string> {
  const errors = interactives(blocks)
    .filter((field) => field.block['type'] === 'input')
    .map((field) => [field.blockId, problem(field, state)] as const);
  return Object.fromEntries(errors.filter((entry): entry is [string, string] => entry[1] !== ''));
}

/** By action id, block id or label. Throws if there is none to pick or to fill in. */
export function fieldNamed(blocks: readonly KnownBlock[], name: string): Interactive {
  const fields = interactives(blocks).filter((one) => holdsState(one.type));
  const found = fields.find(
    (field) => field.actionId === name || field.blockId === name || label(field) === name,
  );
  if (found !== undefined) return found;
  const known = fields.map((field) => `${label(field)} (${field.actionId})`).join(', ');
  throw new Error(`There is no field ${name} among ${known || 'none'}`);
}

function problem({ blockId, actionId, block, element }: Interactive, state: ViewState): string {
  const value = state[blockId]?.[actionId] ?? {};
  if (isEmpty(value)) {
    return block['optional'] === true ? '' : 'Please complete this required field.';
  }
  const typed = string(value['value']);
  const min = Number(element['min_length'] ?? 0);
  const max = Number(element['max_length'] ?? 3000);
  if (typed !== '' && length(typed) < min) return `Must be at least ${min} characters.`;
  if (length(typed) > max) return `Must be ${max} characters or fewer.`;
  return '';
}
