import type { App, ViewSubmitAction } from '@slack/bolt';
import { wordsFor } from '../ask.ts';
import * as answers from '../views/answers.ts';
import { removalId, removalIn } from '../views/removal.ts';
import type { Listening } from './index.ts';
import { whoOf } from './press.ts';

/** The removal of a replication, once it is confirmed. */
export function registerRemoval(app: App, { ask, drive, busy, onError }: Listening): void {
  app.view<ViewSubmitAction>(removalId, ({ ack, body, view }) =>
    busy(async () => {
      const { plan, channel } = removalIn(view);
      const asked = { ...whoOf(body), channel, delivery: view.id };
      try {
        const wish = { procedure: 'remove', plan, change: null } as const;
        const { requests, message } = await ask.begin(asked, [wish]);
        const [request] = requests;
        if (request) {
          await ack();
          await drive(request).catch((error) => onError(request, error));
        } else {
          const why = message ?? answers.nothingStarted();
          await ack({ response_action: 'update', view: answers.asModal(why, 'Not removed') });
        }
      } catch (error) {
        onError('removal', error);
        const why = answers.asModal(wordsFor(error), 'Not removed');
        await ack({ response_action: 'update', view: why });
      }
    }),
  );
}
