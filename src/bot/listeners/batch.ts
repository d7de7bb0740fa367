import type { App, BlockAction, ViewSubmitAction } from '@slack/bolt';
import { type Result, taken } from '../decide-together.ts';
import * as answers from '../views/answers.ts';
import { ticksAction } from '../views/batch/approval.ts';
import { batchDenied, batchDenyModal, nothingTicked, notTaken } from '../views/batch/deny.ts';
import { reasonIn } from '../views/deny.ts';
import type { Listening } from './index.ts';
import { type Press, type Pressed, pressedIn, tell, tellFault, whoOf } from './press.ts';
import { shownIn, ticksIn } from './ticks.ts';

/** *Approve what is ticked* and *Deny all*: the question about requests that were asked for together. */
export function registerBatch(app: App, listening: Listening): void {
  const { client, decideTogether, drive, busy, onError } = listening;

  // A tick by itself decides nothing: Slack keeps it, and tells it with the button.
  app.action<BlockAction>(ticksAction, async ({ ack }) => ack());

  app.action<Press>('approve_ticked', ({ ack, body, respond }) =>
    busy(async () => {
      const at = Date.now();
      await ack();
      const pressed = pressedIn(body, respond);
      try {
        const ticks = ticksIn(body);
        if (!ticks || ticks.ticked.length === 0) {
          return await tell(ticks ? nothingTicked() : answers.notDecided(), pressed, listening);
        }
        const results = await decideTogether.approve({ ...pressed.click, at }, ticks);
        await follow(results, pressed, listening);
      } catch (error) {
        await tellFault(error, pressed, listening);
      }
    }),
  );

  app.action<Press>('deny_all', ({ ack, body, respond }) =>
    busy(async () => {
      const at = Date.now();
      await ack();
      const pressed = pressedIn(body, respond);
      try {
        const shown = shownIn(body);
        const results = await decideTogether.mayDecide({ ...pressed.click, at }, shown);
        const mine = taken(results);
        if (mine.length === 0) return await follow(results, pressed, listening);
        const view = batchDenyModal(pressed.click, mine);
        await client.views.open({ trigger_id: body.trigger_id, view });
      } catch (error) {
        await tellFault(error, pressed, listening);
      }
    }),
  );

  app.view<ViewSubmitAction>('deny_all', ({ ack, body, view }) =>
    busy(async () => {
      const { shown, ...about } = batchDenied(view);
      const click = { ...about, ...whoOf(body), channel: '', at: Date.now() };
      const reason = reasonIn(view);
      if (!reason) {
        const errors = { reason: 'Say why, in a word or two.' };
        return await ack({ response_action: 'errors', errors });
      }
      const results = await decideTogether.deny(click, shown, reason);
      const message = notTaken(results);
      await ack(
        message ? { response_action: 'update', view: answers.asModal(message) } : undefined,
      );
      for (const { id } of taken(results)) await drive(id).catch((error) => onError(id, error));
    }),
  );
}

/** Shows what came of it; what was not taken, the person alone is told. */
async function follow(
  results: readonly Result[],
  pressed: Pressed,
  listening: Listening,
): Promise<void> {
  const { drive, mend, onError, renderTogether } = listening;
  const { click, place } = pressed;
  for (const result of results) {
    if ('failed' in result) onError(result.request, result.failed);
  }
  const message = notTaken(results);
  if (message) await tell(message, pressed, listening);
  const [first] = taken(results);
  const work = taken(results).map(({ id }) => drive(id).catch((error) => onError(id, error)));
  if (first && place.kind === 'message') {
    const { replies } = await renderTogether(first);
    const shown = replies.find(({ key }) => key === place.key)?.message;
    if (shown) {
      const { text, blocks } = shown;
      const answer = { replace_original: true, text, blocks: [...blocks] };
      await place.respond(answer).catch((error) => onError('button', error));
    }
  }
  await Promise.all(work);
  // Sent once more, so that the log has the last word; also where an old message was pressed.
  const key = place.kind === 'message' ? [place.key] : undefined;
  await mend(click.request, key).catch((error) => onError(click.request, error));
}
