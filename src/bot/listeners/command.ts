import type { App } from '@slack/bolt';
import { Unsure } from '../../jobs/store.ts';
import { type Answer, type Asked, Undecided } from '../ask.ts';
import * as answers from '../views/answers.ts';
import type { Message } from '../views/index.ts';
import type { Listening } from './index.ts';

/** `/replicate …`: what it starts is written down before it is acknowledged. */
export function registerCommand(app: App, { ask, drive, onError, busy }: Listening): void {
  app.command('/replicate', ({ command, ack, respond }) =>
    busy(async () => {
      const answer = await answerTo({
        text: command.text ?? '',
        user: command.user_id,
        channel: command.channel_id,
        team: command.team_id,
        delivery: command.trigger_id,
      });
      await ack(answer.message ? toOne(answer.message) : undefined);
      if (answer.request) await drive(answer.request);
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

  async function answerTo(asked: Asked): Promise<Answer> {
    try {
      return await ask(asked);
    } catch (error) {
      onError('/replicate', error);
      return { message: wordsFor(error), request: null };
    }
  }
}

function wordsFor(error: unknown): Message {
  if (error instanceof Undecided) return answers.maybeDecided();
  return error instanceof Unsure ? answers.maybeStarted() : answers.nothingStarted();
}
