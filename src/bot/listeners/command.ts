import type { App } from '@slack/bolt';
import { Unsure } from '../../jobs/store.ts';
import { type Answer, type Asked, Undecided } from '../ask.ts';
import * as answers from '../views/answers.ts';
import type { Message } from '../views/index.ts';
import type { Listening } from './index.ts';

/** `/replicate …`: what it starts is written down before it is acknowledged. */
export function registerCommand(app: App, { ask, drive, onError, busy }: Listening): void {
  app.command('/replicate', ({ command, ack }) =>
    busy(async () => {
      const answer = await answerTo({
        text: command.text ?? '',
        user: command.user_id,
        channel: command.channel_id,
        team: command.team_id,
        delivery: command.trigger_id,
      });
      const { text, blocks } = answer.message;
      await ack({ response_type: 'ephemeral', text, blocks: [...blocks] });
      if (answer.request) await drive(answer.request);
    }),
  );

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
