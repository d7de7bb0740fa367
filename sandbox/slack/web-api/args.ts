import { z } from 'zod';
import type { Json } from '../json.ts';
import { SlackError } from './errors.ts';

/** A boolean as Slack takes it in forms. */
export const flag = z
  .union([z.boolean(), z.string(), z.number()])
  .transform((value) => value === true || value === 'true' || value === '1' || value === 1)
  .optional();

export const count = z.coerce.number().int().positive().optional();
export const text = z.coerce.string();

/** Reads the arguments of a method. Throws `invalid_arguments`, with what is wrong. */
export function read<T extends z.ZodType>(schema: T, args: Json): z.output<T> {
  const result = schema.safeParse(args);
  if (result.success) return result.data;
  const messages = result.error.issues.map(
    (issue) => `[ERROR] ${issue.message} [json-pointer:/${issue.path.join('/')}]`,
  );
  throw new SlackError('invalid_arguments', { response_metadata: { messages } });
}
