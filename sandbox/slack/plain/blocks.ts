import { isRecord, type Json, list, records, string } from '../json.ts';
import { decode } from '../people/escape.ts';
import { mrkdwn, type Reader } from './mrkdwn.ts';
import { richTextLines } from './rich-text.ts';

/** The lines of one block. */
export function blockLines(block: Json, reader: Reader): string[] {
  const read = (value: unknown) => words(value, reader);
  switch (block['type']) {
    case 'section':
      return [
        ...shown(read(block['text'])),
        ...list(block['fields']).map(read),
        ...shown(controls([block['accessory']], reader)),
      ];
    case 'context':
      return [
        records(block['elements'])
          .map((one) => contextWord(one, reader))
          .join('  '),
      ];
    case 'actions':
    case 'context_actions':
      return [controls(list(block['elements']), reader)];
    case 'divider':
      return ['---'];
    case 'input':
      return inputLines(block, reader);
    case 'rich_text':
      return richTextLines(block, reader);
    case 'plan':
      return [
        string(block['title']),
        ...records(block['tasks']).flatMap((task) => taskLines(task, reader)),
      ];
    case 'task_card':
      return taskLines(block, reader);
    case 'markdown':
      return [string(block['text'])];
    case 'table':
    case 'data_table':
      return tableLines(block, reader);
    case 'container':
      return [
        ...shown(read(block['rich_text_title'] ?? block['title'])),
        ...shown(read(block['subtitle'])),
        ...records(block['child_blocks']).flatMap((child) => blockLines(child, reader)),
      ];
    case 'card':
      return [
        ...['title', 'subtitle', 'body'].flatMap((part) => shown(read(block[part]))),
        ...shown(controls(list(block['actions']), reader)),
      ];
    case 'carousel':
      return records(block['elements']).flatMap((card) => blockLines(card, reader));
    case 'image':
      return [`[image: ${string(block['alt_text'])}]`];
    default:
      return shown(read(block['text']));
  }
}

/** A text object. */
function words(value: unknown, reader: Reader): string {
  if (!isRecord(value)) return '';
  if (value['type'] === 'rich_text') return richTextLines(value, reader).join('\n');
  if (value['type'] === 'mrkdwn') return mrkdwn(string(value['text']), reader);
  if (value['type'] === 'raw_number') return string(value['text']) || String(value['value']);
  return decode(string(value['text']));
}

function shown(line: string): string[] {
  return line === '' ? [] : [line];
}

function contextWord(element: Json, reader: Reader): string {
  return element['type'] === 'image' ? string(element['alt_text']) : words(element, reader);
}

/** Buttons and menus in brackets: `[Approve] [Reject]`. */
function controls(elements: readonly unknown[], reader: Reader): string {
  return records(elements)
    .map((element) => `[${control(element, reader)}]`)
    .join(' ');
}

function control(element: Json, reader: Reader): string {
  const initial = isRecord(element['initial_option'])
    ? element['initial_option']['text']
    : undefined;
  const choices = records(element['options']).map((option) => words(option['text'], reader));
  const first = [element['text'], initial, element['placeholder']].find(isRecord);
  if (first !== undefined) return words(first, reader);
  if (string(element['alt_text']) !== '') return `image: ${string(element['alt_text'])}`;
  return choices.join(' / ') || string(element['initial_value']);
}

function inputLines(block: Json, reader: Reader): string[] {
  const optional = block['optional'] === true ? ' (optional)' : '';
  const element = isRecord(block['element']) ? block['element'] : {};
  return [
    `${words(block['label'], reader)}${optional}`,
    `[${control(element, reader)}]`,
    ...shown(words(block['hint'], reader)),
  ];
}

function taskLines(task: Json, reader: Reader): string[] {
  const state = string(task['status']).replace('_', ' ');
  const more = [task['details'], task['output']]
    .flatMap((part) => (isRecord(part) ? richTextLines(part, reader) : []))
    .map((line) => `  ${line}`);
  const sources = records(task['sources']).map((source) => `  ${string(source['text'])}`);
  return [`[${state}] ${string(task['title'])}`, ...more, ...sources];
}

function tableLines(block: Json, reader: Reader): string[] {
  const rows = list(block['rows']).map((row) => list(row).map((cell) => words(cell, reader)));
  return [...shown(string(block['caption'])), ...rows.map((row) => row.join(' | '))];
}
