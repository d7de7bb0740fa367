import { z } from 'zod';
import type { Json } from '../../json.ts';
import { count, text } from '../args.ts';

export const paging = z.object({ cursor: text.optional(), limit: count });

/** One page of a list, with the cursor of the next as Slack gives it. */
export function page<T>(
  all: readonly T[],
  { cursor, limit = 100 }: z.output<typeof paging>,
): { items: T[]; has_more: boolean; response_metadata: Json } {
  const start = cursor ? Number(Buffer.from(cursor, 'base64').toString()) : 0;
  const end = start + limit;
  const more = end < all.length;
  return {
    items: all.slice(start, end),
    has_more: more,
    response_metadata: { next_cursor: more ? Buffer.from(String(end)).toString('base64') : '' },
  };
}
