import { z } from 'zod';
import { acceptBlocks } from '../../block-kit/accept.ts';
import { length } from '../../block-kit/text.ts';
import type { Core } from '../../core.ts';
import { messageAt } from '../../world/find.ts';
import type { Channel, Message } from '../../world/types.ts';
import { flag, text } from '../args.ts';
import { SlackError } from '../errors.ts';

/** Arguments of everything that posts. */
export const contentArgs = {
  text: text.optional(),
  blocks: z.unknown().optional(),
  attachments: z.unknown().optional(),
  metadata: z.unknown().optional(),
  thread_ts: text.optional(),
  unfurl_links: flag,
  unfurl_media: flag,
};

const metadata = z.object({
  event_type: z.string().min(1),
  event_payload: z.record(z.string(), z.unknown()),
});

/** Slack gives no number in its reference for `metadata_too_large`; this is what its guide says. */
const maxMetadata = 16_000;

interface Given {
  readonly text?: string | undefined;
  readonly blocks?: unknown;
  readonly metadata?: unknown;
}

type Content = Pick<Message, 'text'> & Partial<Pick<Message, 'blocks' | 'metadata'>>;

/** Text, blocks and metadata, checked. Throws Slack's errors. */
export function content(core: Core, given: Given, { maxText }: { maxText: number }): Content {
  const words = given.text ?? '';
  // chat.postMessage takes 40,000, chat.update 4,000 (slack.md B1).
  if (length(words) > maxText) throw new SlackError('msg_too_long');
  const blocks =
    given.blocks === undefined || given.blocks === ''
      ? undefined
      : acceptBlocks(core, given.blocks);
  if (words === '' && (blocks === undefined || blocks.length === 0))
    throw new SlackError('no_text');
  return {
    text: words,
    ...(blocks === undefined ? {} : { blocks }),
    ...(given.metadata === undefined ? {} : { metadata: checkedMetadata(given.metadata) }),
  };
}

function checkedMetadata(given: unknown): z.output<typeof metadata> {
  const result = metadata.safeParse(given);
  if (!result.success) throw new SlackError('invalid_metadata_format');
  if (JSON.stringify(given).length > maxMetadata) throw new SlackError('metadata_too_large');
  return result.data;
}

/** The root of the thread to reply in. A reply's ts leads to its root. */
export function threadArg(
  core: Core,
  channel: Channel,
  ts: string | undefined,
): string | undefined {
  if (ts === undefined || ts === '') return undefined;
  const at = messageAt(core, channel.id, ts);
  if (at === undefined || at.to !== undefined) {
    throw new SlackError('invalid_thread_ts');
  }
  return at.threadTs ?? at.ts;
}
