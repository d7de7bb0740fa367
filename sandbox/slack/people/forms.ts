import type { KnownBlock } from '@slack/types';
import { type Interactive, interactives, label } from '../block-kit/interactive.ts';
import { length } from '../block-kit/text.ts';
import type { FormValues } from '../control/types.ts';
import { string } from '../json.ts';
import type { ViewState } from '../world/types.ts';
import { chosenValue, holdsState, isEmpty } from './choices.ts';

/** The state after a person filled these in. Throws if there is no such field or choice. */
export function fill(
  blocks: readonly KnownBlock[],
  state: ViewState,
  values: FormValues,
): ViewState {
  const fields = interactives(blocks).filter((one) => holdsState(one.type));
  const filled = structuredClone(state);
  for (const [name, value] of Object.entries(values)) {
    const field = fieldNamed(fields, name);
    const typed = { type: field.type, ...chosenValue(field.element, value) };
    filled[field.blockId] = { ...filled[field.blockId], [field.actionId]: typed };
  }
  return filled;
}

/** What the client itself finds wrong before it sends a form, by block id. */
export function invalid(blocks: readonly KnownBlock[], state: ViewState): Record<string, string> {
  const errors = interactives(blocks)
    .filter((field) => field.block['type'] === 'input')
    .map((field) => [field.blockId, problem(field, state)] as const);
  return Object.fromEntries(errors.filter((entry): entry is [string, string] => entry[1] !== ''));
}

function fieldNamed(fields: readonly Interactive[], name: string): Interactive {
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
