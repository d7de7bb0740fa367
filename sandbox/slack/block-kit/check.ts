import type { z } from 'zod';
import { isRecord, list, records, string } from '../json.ts';
import { block } from './blocks.ts';
import { isBarred, isBarredInput, maxBlocks, type Surface } from './surfaces.ts';
import { length } from './text.ts';

export interface CheckOptions {
  /** False: `plan` and `task_card` are unknown. Default true. */
  readonly supportsPlan?: boolean;
}

/**
 * What Slack would say about these blocks on that surface: `[ERROR] must be less than 151
 * characters [json-pointer:/blocks/0/text/text]`. Empty if it takes them.
 */
export function checkBlocks(
  given: unknown,
  surface: Surface,
  options: CheckOptions = {},
): string[] {
  if (!Array.isArray(given)) return [said('must be an array', ['blocks'])];
  const max = maxBlocks[surface];
  return [
    ...(given.length > max ? [said(`no more than ${max} items allowed`, ['blocks'])] : []),
    ...given.flatMap((one, index) => checkBlock(one, index, surface, options)),
    ...together(given),
  ];
}

function checkBlock(
  one: unknown,
  index: number,
  surface: Surface,
  { supportsPlan = true }: CheckOptions,
): string[] {
  const type = isRecord(one) ? string(one['type']) : '';
  const unknown = !supportsPlan && (type === 'plan' || type === 'task_card');
  if (unknown || isBarred(surface, type)) {
    return [said(`unsupported type: ${type}`, ['blocks', index, 'type'])];
  }
  const element = isRecord(one) && isRecord(one['element']) ? string(one['element']['type']) : '';
  if (isBarredInput(surface, element)) {
    return [said(`unsupported type: ${element}`, ['blocks', index, 'element', 'type'])];
  }
  const result = block.safeParse(one);
  if (result.success) return [];
  return result.error.issues.flatMap((issue) => fromIssue(issue, ['blocks', index]));
}

/** Rules about all blocks of a message or view together (slack.md B3). */
function together(given: readonly unknown[]): string[] {
  const blocks = records(given);
  const ids = blocks
    .flatMap((one) => [one, ...records(one['child_blocks'])])
    .map((one) => one['block_id']);
  const twice = ids.find((id, index) => id !== undefined && ids.indexOf(id) !== index);
  const number = (type: string) => blocks.filter((one) => one['type'] === type).length;
  const markdown = blocks
    .filter((one) => one['type'] === 'markdown')
    .reduce((sum, one) => sum + length(string(one['text'])), 0);
  return [
    ...(twice === undefined
      ? []
      : [said(`block_id "${String(twice)}" already exists`, ['blocks'])]),
    ...(number('plan') > 1 ? [said('Cannot have more than 1 plan block', ['blocks'])] : []),
    ...(number('table') > 1 ? [said('only one table allowed', ['blocks'])] : []),
    ...(markdown > 12_000 ? [said('markdown must be less than 12001 characters', ['blocks'])] : []),
    ...sameActionIds(blocks),
  ];
}

/** Slack refuses the same action_id twice in one block, not in two. */
function sameActionIds(blocks: readonly Record<string, unknown>[]): string[] {
  return blocks.flatMap((one, index) => {
    const ids = records(list(one['elements']))
      .map((element) => element['action_id'])
      .filter((id) => id !== undefined);
    return new Set(ids).size === ids.length
      ? []
      : [said('action_id already exists', ['blocks', index, 'elements'])];
  });
}

type Issue = z.core.$ZodIssue;

/** A zod issue in Slack's words. */
export function fromIssue(issue: Issue, base: readonly PropertyKey[]): string[] {
  const path = [...base, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => said(`invalid additional property: ${key}`, path));
    case 'invalid_union': {
      if (issue.discriminator !== undefined) return [said('unsupported type', path)];
      return (issue.errors.at(-1) ?? []).flatMap((inner) => fromIssue(inner, path));
    }
    case 'invalid_type':
      return [said(issue.input === undefined ? 'missing required field' : issue.message, path)];
    case 'too_big':
      return [said(`no more than ${issue.maximum} items allowed`, path)];
    case 'too_small':
      return [said(`must have at least ${issue.minimum} items`, path)];
    default:
      return [said(issue.message, path)];
  }
}

function said(what: string, path: readonly PropertyKey[]): string {
  return `[ERROR] ${what} [json-pointer:/${path.map(String).join('/')}]`;
}
