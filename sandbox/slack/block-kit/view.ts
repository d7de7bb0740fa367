import { z } from 'zod';
import { isRecord, type Json, records } from '../json.ts';
import { type CheckOptions, checkBlocks, fromIssue } from './check.ts';
import { chars, plainText } from './text.ts';

/** slack.md B3: titles 24, private_metadata 3000, callback_id 255. */
const shared = {
  blocks: z.array(z.unknown()),
  callback_id: chars(255, 0).optional(),
  external_id: chars(255, 0).optional(),
  private_metadata: chars(3000, 0).optional(),
};

const modal = z.strictObject({
  type: z.literal('modal'),
  ...shared,
  title: plainText(24),
  submit: plainText(24).optional(),
  close: plainText(24).optional(),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
  submit_disabled: z.boolean().optional(),
});

const home = z.strictObject({ type: z.literal('home'), ...shared });

/** What Slack would say about this view. Empty if it takes it. */
export function checkView(given: unknown, type: 'modal' | 'home', options: CheckOptions): string[] {
  const result = (type === 'modal' ? modal : home).safeParse(given);
  if (!result.success) return result.error.issues.flatMap((issue) => fromIssue(issue, ['view']));
  return [...checkBlocks(result.data.blocks, type, options), ...checkSubmit(result.data)];
}

function checkSubmit(view: Json): string[] {
  const asks = records(view['blocks']).some((block) => block['type'] === 'input');
  if (view['type'] !== 'modal' || !asks || isRecord(view['submit'])) return [];
  return ['[ERROR] missing required field: submit [json-pointer:/view]'];
}
