import { z } from 'zod';
import type { Core } from '../core.ts';
import { isRecord, type Json, parseJson } from '../json.ts';
import { addMessage, changeMessage, deleteMessage } from '../world/messages.ts';
import type { ResponseUrl } from '../world/types.ts';
import { flag, read, text } from './args.ts';
import { SlackError } from './errors.ts';
import { type Outcome, withFault } from './faulty.ts';
import { journal } from './journal.ts';
import { content, contentArgs } from './methods/content.ts';
import { finished } from './server.ts';

const answer = z.object({
  ...contentArgs,
  response_type: text.optional(),
  replace_original: flag,
  delete_original: flag,
});

/** Answers one POST to `/hooks/...` (slack.md A4, B1). `undefined`: the connection is to be cut. */
export async function answerResponseUrl(
  core: Core,
  path: string,
  request: Request,
): Promise<Response | undefined> {
  const parsed = parseJson(await request.text());
  const args = isRecord(parsed) ? parsed : {};
  const call = journal(core, 'response_url', args);
  const outcome = await withFault(core, 'response_url', () => use(core, path, args));
  return finished(core, call, outcome);
}

function use(core: Core, path: string, args: Json): Outcome {
  try {
    const { timing } = core.settings;
    const url = core.responseUrls.get(path);
    if (url === undefined || core.clock.now() - url.at > timing.responseUrlMs) {
      return { status: 404, body: { ok: false, error: 'expired_url' } };
    }
    if (url.uses >= timing.responseUrlUses) {
      return { status: 404, body: { ok: false, error: 'used_url' } };
    }
    url.uses += 1;
    respond(core, url, args);
    return { status: 200, body: { ok: true } };
  } catch (error) {
    if (error instanceof SlackError) return { status: 400, body: error.answer };
    throw error;
  }
}

/** Shows an app's answer: one to a response URL, or one that came with an acknowledgement. */
export function respond(
  core: Core,
  url: Pick<ResponseUrl, 'user' | 'channel' | 'original'>,
  args: Json,
): ReturnType<typeof addMessage> | undefined {
  const asked = read(answer, args);
  const { original } = url;
  if (asked.delete_original && original !== undefined) {
    deleteMessage(core, original);
    return undefined;
  }
  const given = content(core, asked, { maxText: 40_000 });
  if (asked.replace_original && original !== undefined) {
    changeMessage(core, original, { blocks: [], ...given });
    return original;
  }
  // It works where the bot is not a member (slack.md B1).
  return addMessage(core, {
    channel: url.channel,
    user: core.settings.app.botUserId,
    ...given,
    threadTs: asked.thread_ts,
    to: asked.response_type === 'in_channel' ? undefined : url.user,
  });
}
