/** Writes deploy/replicate.schema.json, and the tables of docs/settings.md from it. `npm run settings`. */

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { environment } from '../src/config/environment.ts';
import { settingsSchema } from '../src/config/schema.ts';

const page = fileURLToPath(new URL('../docs/settings.md', import.meta.url));
const file = fileURLToPath(new URL('../deploy/replicate.schema.json', import.meta.url));

/** What is read here of a JSON Schema. */
interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly $comment?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | false;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Node[];
  readonly items?: Node;
}

export interface Row {
  readonly name: string;
  readonly type: string;
  readonly otherwise: string;
  readonly limits: string;
  readonly what: string;
}

/** The JSON Schema of the YAML, for editors: what is written, and not what becomes of it. */
export function jsonSchema() {
  return { title: 'replicate-bot', ...z.toJSONSchema(settingsSchema, { io: 'input' }) };
}

/** Every setting of the YAML, groups among them. */
export function settingRows(): Row[] {
  return rowsOf(jsonSchema() as Node, '');
}

function rowsOf(node: Node, at: string): Row[] {
  const named = Object.entries(node.properties ?? {}).map(([name, each]) => ({
    name: at === '' ? name : `${at}.${name}`,
    isNeeded: node.required?.includes(name) ?? false,
    each,
  }));
  const any = node.additionalProperties
    ? [{ name: `${at}.${keyOf(at)}`, isNeeded: false, each: node.additionalProperties }]
    : [];
  return [...named, ...any].flatMap(({ name, isNeeded, each }) => {
    // What may be null too is told by its default.
    const { anyOf: [one = {}] = [], ...own } = each;
    const merged: Node = { ...one, ...own };
    return [rowOf(name, isNeeded, merged), ...rowsOf(merged, name)];
  });
}

/** What the keys of a group are that people name themselves. */
function keyOf(group: string): string {
  return group.endsWith('.paths') ? '<pattern>' : '<cluster>';
}

function rowOf(name: string, isNeeded: boolean, node: Node): Row {
  const { type = '', description = '', $comment = '', minimum, maximum, minItems } = node;
  const isGroup = type === 'object';
  const range = minimum === undefined ? $comment : `${minimum} to ${maximum}`;
  return {
    name,
    type: isGroup ? 'group' : typeOf(node),
    otherwise: isNeeded ? 'needed' : otherwiseOf(node, isGroup),
    limits: minItems === undefined ? range : `at least ${minItems}`,
    what: description,
  };
}

function typeOf({ type = '', items, pattern = '' }: Node): string {
  if (type === 'array') return `list of ${items?.pattern?.includes('UWS') ? 'owners' : 'clusters'}`;
  if (type === 'integer') return 'whole number';
  if (pattern.includes('(ms|')) return 'duration';
  if (pattern === '^/') return 'absolute path';
  return pattern.includes('[hH]') ? 'address' : type;
}

function otherwiseOf(node: Node, isGroup: boolean): string {
  if (isGroup || node.default === undefined || node.default === null) return '';
  return `\`${String(node.default)}\``;
}

/** @returns the page with the settings of today */
export function withSettings(text: string): string {
  const yaml = settingRows().map(({ name, type, otherwise, limits, what }) => [
    `\`${name}\``,
    type,
    otherwise,
    limits,
    what,
  ]);
  const env = Object.entries(environment).map(([name, each]) => [
    `\`${name}\`${each.isSecret ? `, \`${name}_FILE\`` : ''}`,
    each.roles,
    each.otherwise,
    each.form,
    each.what,
  ]);
  const first = replaced(
    text,
    'yaml',
    table(['setting', 'type', 'default', 'limits', 'what for'], yaml),
  );
  return replaced(
    first,
    'environment',
    table(['setting', 'for', 'default', 'form', 'what for'], env),
  );
}

function replaced(text: string, part: string, made: string): string {
  const begin = `<!-- ${part}: made by \`npm run settings\` -->`;
  const end = `<!-- /${part} -->`;
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`the page has no "${begin}"`);
  return `${before}${begin}\n\n${made}\n\n${end}${after}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`.replaceAll(/ {2,}/g, ' ');
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

/** As it stands in the file. */
export function schemaText(): string {
  return `${JSON.stringify(jsonSchema(), null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(file, schemaText());
  writeFileSync(page, withSettings(readFileSync(page, 'utf8')));
}
