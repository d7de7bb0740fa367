import { z } from 'zod';

// Fields of a reply. The same field is a number in one release and a string in another (`"dbrepllagsecalarmthresh":"0"`,
// sheet, 7), and REST clients are seen to give and get both; so both are read.

export const text = z.union([z.string(), z.number().transform(String)]);

export const int = z.union([
  z.int(),
  z
    .string()
    .regex(/^-?\d{1,15}$/)
    .transform(Number),
]);

export const bool = z.union([
  z.boolean(),
  z.enum(['true', 'false']).transform((word) => word === 'true'),
  z.union([z.literal(0), z.literal(1)]).transform((number) => number === 1),
]);

/** A field that is only shown: what cannot be read of it is left out, and the row counts all the same. */
export function shown<T extends z.ZodType>(field: T) {
  return field.optional().catch(undefined);
}
