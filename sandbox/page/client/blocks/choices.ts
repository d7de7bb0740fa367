/** What can be chosen in a menu, whatever its kind. Pure. */

import type { InputBlockElement, Option, PlainTextOption } from '@slack/types';
import type { HeldState, SeenChannel } from '../../../slack/index.ts';
import type { Somebody } from '../../wire.ts';
import type { Value } from '../surface.ts';

type OfKind<K extends string> = Extract<InputBlockElement, { type: K }>;

export type TextField = OfKind<
  'plain_text_input' | 'email_text_input' | 'url_text_input' | 'number_input'
>;
export type TimeField = OfKind<'datepicker' | 'timepicker' | 'datetimepicker'>;
export type OneField = OfKind<
  'static_select' | 'users_select' | 'conversations_select' | 'channels_select'
>;
export type ManyField = OfKind<
  | 'multi_static_select'
  | 'multi_users_select'
  | 'multi_conversations_select'
  | 'multi_channels_select'
>;
export type ListField = OfKind<'radio_buttons' | 'checkboxes'>;
export type OfferedField = OfKind<'external_select'>;
export type FieldElement = TextField | TimeField | OneField | ManyField | ListField | OfferedField;

export interface Choice {
  readonly value: string;
  readonly option: Pick<Option, 'text' | 'description'>;
}

export interface ChoiceGroup {
  /** Empty where the choices are not grouped. */
  readonly label: string;
  readonly choices: readonly Choice[];
}

export interface Known {
  readonly people: readonly Somebody[];
  readonly channels: readonly SeenChannel[];
}

export function choicesOf(
  element: OneField | ManyField | ListField,
  { people, channels }: Known,
): ChoiceGroup[] {
  switch (element.type) {
    case 'users_select':
    case 'multi_users_select':
      return [
        group(
          '',
          people.map(({ id, realName }) => named(id, realName)),
        ),
      ];
    case 'conversations_select':
    case 'multi_conversations_select':
    case 'channels_select':
    case 'multi_channels_select':
      return [
        group(
          '',
          channels.filter(({ kind }) => kind !== 'im').map(({ id, name }) => named(id, `#${name}`)),
        ),
      ];
    case 'static_select':
    case 'multi_static_select': {
      const groups = element.option_groups ?? [];
      if (groups.length === 0) return [group('', (element.options ?? []).map(choice))];
      return groups.map(({ label, options }) => group(label.text, options.map(choice)));
    }
    default:
      return [group('', element.options.map(choice))];
  }
}

function group(label: string, choices: readonly Choice[]): ChoiceGroup {
  return { label, choices };
}

function choice(option: Option | PlainTextOption): Choice {
  return { value: option.value ?? '', option };
}

function named(value: string, text: string): Choice {
  return { value, option: { text: { type: 'plain_text', text } } };
}

/** What an element holds that nobody has touched. */
export function initialValue(element: FieldElement): Value {
  switch (element.type) {
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
      return element.initial_option?.value ?? '';
    case 'checkboxes':
    case 'multi_static_select':
      return (element.initial_options ?? []).map(({ value = '' }) => value);
    case 'users_select':
      return element.initial_user ?? '';
    case 'conversations_select':
      return element.initial_conversation ?? '';
    case 'channels_select':
      return element.initial_channel ?? '';
    case 'multi_users_select':
      return element.initial_users ?? [];
    case 'multi_conversations_select':
      return element.initial_conversations ?? [];
    case 'multi_channels_select':
      return element.initial_channels ?? [];
    case 'datepicker':
      return element.initial_date ?? '';
    case 'timepicker':
      return element.initial_time ?? '';
    case 'datetimepicker':
      return String(element.initial_date_time ?? '');
    default:
      return element.initial_value ?? '';
  }
}

/** What an element holds by `state.values`; undefined where the workspace knows nothing of it. */
export function heldValue(element: FieldElement, block: string, state: HeldState) {
  const held = state[block]?.[element.action_id ?? ''];
  if (held === undefined || element.type !== 'checkboxes') return undefined;
  const options = 'selected_options' in held ? (held.selected_options as readonly Option[]) : [];
  return options.map(({ value = '' }) => value);
}

const kinds: ReadonlySet<string> = new Set<FieldElement['type']>([
  'plain_text_input',
  'email_text_input',
  'url_text_input',
  'number_input',
  'datepicker',
  'timepicker',
  'datetimepicker',
  'static_select',
  'external_select',
  'users_select',
  'conversations_select',
  'channels_select',
  'multi_static_select',
  'multi_users_select',
  'multi_conversations_select',
  'multi_channels_select',
  'radio_buttons',
  'checkboxes',
]);

export function isField(element: { readonly type: string }): element is FieldElement {
  return kinds.has(element.type);
}
