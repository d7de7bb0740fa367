import type { App } from '@slack/bolt';
import { type Answer, type Typed, wordsFor } from '../ask.ts';
import { inTurn } from '../in-turn.ts';
import * as answers from '../views/answers.ts';
import type { Message } from '../views/index.ts';
import { removalModal } from '../views/removal.ts';
import type { Listening } from './index.ts';

/** `/replicate …`: what it starts is written down before it is acknowledged. */
export function registerCommand(app: App, listening: Listening): void {
  const { ask, form, client, onError, busy } = listening;
  const drive = inTurn(listening.drive);
  app.command('/replicate', ({ command, ack, respond }) =>
    busy(async () => {
      const who = { user: command.user_id, team: command.team_id };
      const channel = command.channel_id;
      const delivery = command.trigger_id;
      const answer = await answerTo({ ...who, text: command.text ?? '', channel, delivery });
      if (answer.form) {
        const place = { channel, thread: null };
        const opened = await form.open(who, delivery, place);
        await ack(opened.message ? toOne(opened.message) : undefined);
        return opened.look();
      }
      if (answer.confirm) {
        const view = removalModal(answer.confirm.plan, channel);
        await client.views.open({ trigger_id: delivery, view });
        return await ack();
      }
      await ack(answer.message ? toOne(answer.message) : undefined);
      for (const request of answer.requests) await drive(request);
      if (!answer.later) return;
      try {
        const message = await answer.later();
        if (message) await respond(toOne(message));
      } catch (error) {
        onError('/replicate', error);
        await respond(toOne(answers.notDone())).catch((error) => onError('private answer', error));
      }
    }),
  );

  function toOne({ text, blocks }: Message) {
    return { response_type: 'ephemeral', text, blocks: [...blocks] } as const;
  }

  async function answerTo(asked: Typed): Promise<Answer> {
    try {
      return await ask.command(asked);
    } catch (error) {
      onError('/replicate', error);
      return { message: wordsFor(error), requests: [] };
    }
  }
}
