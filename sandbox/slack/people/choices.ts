import { type Json, records, string } from '../json.ts';

/** What each kind of element holds: the member of its value, where it starts, whether it is a list. */
interface Kind {
  readonly member: string;
  readonly initial: string;
  readonly many?: boolean;
  /** Its choices are the element's own options. */
  readonly options?: boolean;
}

const typed: Kind = { member: 'value', initial: 'initial_value' };

const kinds: Readonly<Record<string, Kind>> = {
  plain_text_input: typed,
  email_text_input: typed,
  url_text_input: typed,
  number_input: typed,
  rich_text_input: { member: 'rich_text_value', initial: 'initial_value' },
  static_select: { member: 'selected_option', initial: 'initial_option', options: true },
  radio_buttons: { member: 'selected_option', initial: 'initial_option', options: true },
  overflow: { member: 'selected_option', initial: '', options: true },
  // Its options are what the app has offered: see suggestions.ts.
  external_select: { member: 'selected_option', initial: 'initial_option', options: true },
  multi_static_select: many('selected_options', 'initial_options', true),
  checkboxes: many('selected_options', 'initial_options', true),
  users_select: { member: 'selected_user', initial: 'initial_user' },
  multi_users_select: many('selected_users', 'initial_users'),
  conversations_select: { member: 'selected_conversation', initial: 'initial_conversation' },
  multi_conversations_select: many('selected_conversations', 'initial_conversations'),
  channels_select: { member: 'selected_channel', initial: 'initial_channel' },
  multi_channels_select: many('selected_channels', 'initial_channels'),
  file_input: many('files', ''),
  datepicker: { member: 'selected_date', initial: 'initial_date' },
  timepicker: { member: 'selected_time', initial: 'initial_time' },
  datetimepicker: { member: 'selected_date_time', initial: 'initial_date_time' },
};

function many(member: string, initial: string, options = false): Kind {
  return { member, initial, options, many: true };
}

export function isMenu(type: string): boolean {
  return type !== 'button' && kinds[type] !== undefined;
}

/** Whether it is part of `state.values`. */
export function holdsState(type: string): boolean {
  return type !== 'overflow' && kinds[type] !== undefined;
}

/** The value of an element nobody has touched, as in `state.values`. */
export function initialValue(element: Json): Json {
  const kind = kinds[string(element['type'])];
  if (kind === undefined) return {};
  return { [kind.member]: element[kind.initial] ?? (kind.many ? [] : null) };
}

/** The value after a person chose or typed this. Throws if there is no such choice. */
export function chosenValue(element: Json, chosen: string | readonly string[]): Json {
  const kind = kinds[string(element['type'])];
  if (kind === undefined) throw new Error(`Nothing can be picked in a ${String(element['type'])}`);
  const words = typeof chosen === 'string' ? [chosen] : chosen;
  const values = kind.options ? words.map((word) => optionOf(element, word)) : words;
  const most = element['max_selected_items'];
  if (typeof most === 'number' && values.length > most) {
    throw new Error(`No more than ${most} may be picked`);
  }
  if (kind.many) return { [kind.member]: values };
  if (element['type'] === 'datetimepicker') return { [kind.member]: Number(values[0]) };
  return { [kind.member]: values[0] === '' ? null : (values[0] ?? null) };
}

/**
 * What is ticked after a click on one of the boxes. Sources do not say in which order Slack lists them: here the last
 * ticked comes last. Throws if there is no such box.
 */
export function toggled(element: Json, held: Json, box: string): string[] {
  const [value, ticked] = [optionOf(element, box)['value'], ticks(held)];
  return ticked.includes(string(value))
    ? ticked.filter((one) => one !== value)
    : [...ticked, string(value)];
}

/** The boxes to click for these to be ticked, and no other. */
export function clicks(element: Json, held: Json, wanted: readonly string[]): string[] {
  const [values, ticked] = [wanted.map((word) => optionOf(element, word)['value']), ticks(held)];
  return records(element['options'])
    .map((option) => string(option['value']))
    .filter((value) => values.includes(value) !== ticked.includes(value));
}

function ticks(held: Json): string[] {
  return records(held['selected_options']).map((option) => string(option['value']));
}

/** Whether nothing is typed or picked in it. */
export function isEmpty(value: Json): boolean {
  const { type: _type, ...members } = value;
  const [held] = Object.values(members);
  return (
    held === null || held === undefined || held === '' || (Array.isArray(held) && held.length === 0)
  );
}

function optionOf(element: Json, word: string): Json {
  const groups = records(element['option_groups']).flatMap((group) => records(group['options']));
  const options = [...records(element['options']), ...groups];
  const found = options.find((option) => option['value'] === word || textOf(option) === word);
  if (found !== undefined) return found;
  throw new Error(`There is no ${word} among ${options.map(textOf).join(', ')}`);
}

function textOf(option: Json): string {
  const [text] = records([option['text']]);
  return string(text?.['text']);
}
