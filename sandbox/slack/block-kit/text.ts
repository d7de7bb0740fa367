import { z } from 'zod';

/** Slack counts code points (slack.md B3). */
export function length(text: string): number {
  return [...text].length;
}

/** A string of so many code points. */
export function chars(max: number, min = 1) {
  return z
    .string()
    .refine((text) => length(text) >= min, `must be more than ${min - 1} characters`)
    .refine((text) => length(text) <= max, `must be less than ${max + 1} characters`);
}

export function plainText(max: number) {
  return z.strictObject({
    type: z.literal('plain_text'),
    text: chars(max),
    emoji: z.boolean().optional(),
  });
}

export function mrkdwn(max: number) {
  return z.strictObject({
    type: z.literal('mrkdwn'),
    text: chars(max),
    verbatim: z.boolean().optional(),
  });
}

export function anyText(max: number) {
  return z.discriminatedUnion('type', [plainText(max), mrkdwn(max)]);
}

/** `block_id` and `action_id`. */
export const id = chars(255);

export const confirm = z.strictObject({
  title: plainText(100),
  text: anyText(300),
  confirm: plainText(30),
  deny: plainText(30),
  style: z.enum(['primary', 'danger']).optional(),
});
