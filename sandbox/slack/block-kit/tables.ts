import { z } from 'zod';
import { richText } from './rich-text.ts';
import { chars, id } from './text.ts';

const cell = z.discriminatedUnion('type', [
  richText,
  z.strictObject({ type: z.literal('raw_text'), text: z.string().min(1) }),
  z.looseObject({ type: z.literal('raw_number'), value: z.number() }),
]);

const column = z.strictObject({
  align: z.enum(['left', 'center', 'right']).optional(),
  is_wrapped: z.boolean().optional(),
});

/** slack.md B3: 100 rows of 20; 201 rows and 20,000 characters. */
export const tableBlocks = {
  table: z.strictObject({
    type: z.literal('table'),
    block_id: id.optional(),
    rows: z.array(z.array(cell).min(1).max(20)).min(1).max(100),
    column_settings: z.array(column.nullable()).max(20).optional(),
  }),
  dataTable: z
    .strictObject({
      type: z.literal('data_table'),
      block_id: id.optional(),
      caption: chars(2000),
      rows: z.array(z.array(cell).min(1).max(20)).min(1).max(201),
      page_size: z.number().int().min(1).max(100).optional(),
      row_header_column_index: z.number().int().min(0).optional(),
    })
    .refine(
      (given) => JSON.stringify(given.rows).length <= 20_000,
      'must be less than 20001 characters',
    ),
};
