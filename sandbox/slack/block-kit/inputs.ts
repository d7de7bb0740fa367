import { z } from 'zod';
import { chars, confirm, id, plainText } from './text.ts';

const shared = { action_id: id.optional(), focus_on_load: z.boolean().optional() };
const placed = { ...shared, placeholder: plainText(150).optional() };
const confirmed = { confirm: confirm.optional() };
const written = {
  ...placed,
  dispatch_action_config: z
    .strictObject({
      trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])).min(1),
    })
    .optional(),
};

export const plainTextInput = z.strictObject({
  type: z.literal('plain_text_input'),
  ...written,
  initial_value: chars(3000, 0).optional(),
  multiline: z.boolean().optional(),
  min_length: z.number().int().min(0).max(3000).optional(),
  max_length: z.number().int().min(1).max(3000).optional(),
});

export const emailInput = z.strictObject({
  type: z.literal('email_text_input'),
  ...written,
  initial_value: z.string().optional(),
});

export const urlInput = z.strictObject({
  type: z.literal('url_text_input'),
  ...written,
  initial_value: z.string().optional(),
});

export const numberInput = z.strictObject({
  type: z.literal('number_input'),
  ...written,
  is_decimal_allowed: z.boolean(),
  initial_value: z.string().optional(),
  min_value: z.string().optional(),
  max_value: z.string().optional(),
});

export const richTextInput = z.looseObject({ type: z.literal('rich_text_input'), ...placed });

/** Docs, "File input element". */
export const fileInput = z.strictObject({
  type: z.literal('file_input'),
  action_id: id.optional(),
  filetypes: z.array(z.string().min(1)).min(1).optional(),
  max_files: z.number().int().min(1).max(10).optional(),
});

export const datepicker = z.strictObject({
  type: z.literal('datepicker'),
  ...placed,
  ...confirmed,
  initial_date: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d$/)
    .optional(),
});

export const timepicker = z.strictObject({
  type: z.literal('timepicker'),
  ...placed,
  ...confirmed,
  initial_time: z
    .string()
    .regex(/^\d\d:\d\d$/)
    .optional(),
  timezone: z.string().optional(),
});

export const datetimepicker = z.strictObject({
  type: z.literal('datetimepicker'),
  ...shared,
  ...confirmed,
  initial_date_time: z.number().int().optional(),
});
