import type { KnownBlock } from '@slack/types';
import type { Core } from '../core.ts';
import { isRecord, parseJson } from '../json.ts';
import { SlackError } from '../web-api/errors.ts';
import type { GivenView } from '../world/views.ts';
import { checkBlocks } from './check.ts';
import { withIds } from './ids.ts';
import { length } from './text.ts';
import { checkView } from './view.ts';

/** Undocumented: about 13,200 characters of JSON over all blocks (slack.md B3, bolt-js #2509). */
const maxTotal = 13_200;

/** slack.md B1. */
const maxView = 250_000;

/** The blocks of a message as Slack keeps them. Throws `invalid_blocks`, `msg_blocks_too_long`. */
export function acceptBlocks(core: Core, given: unknown): KnownBlock[] {
  const blocks = typeof given === 'string' ? parseJson(given) : given;
  if (!Array.isArray(blocks)) throw new SlackError('invalid_blocks_format');
  refuse('invalid_blocks', checkBlocks(blocks, 'message', core.settings));
  if (length(JSON.stringify(blocks)) > maxTotal) throw new SlackError('msg_blocks_too_long');
  return withIds(blocks, core.ids);
}

/** A view as Slack keeps it. Throws `invalid_arguments`, `view_too_large`, `invalid_blocks`. */
export function acceptView(core: Core, given: unknown, type: 'modal' | 'home'): GivenView {
  if (!isRecord(given)) throw new SlackError('invalid_arguments');
  if (JSON.stringify(given).length > maxView) throw new SlackError('view_too_large');
  refuse('invalid_arguments', checkView(given, type, core.settings));
  const blocks = Array.isArray(given['blocks']) ? given['blocks'] : [];
  return { given, blocks: withIds(blocks, core.ids) };
}

function refuse(error: string, messages: readonly string[]): void {
  if (messages.length === 0) return;
  throw new SlackError(error, { errors: messages, response_metadata: { messages } });
}
