import type { App, ViewSubmitAction } from '@slack/bolt';
import { sideOf } from '../decide.ts';
import * as answers from '../views/answers.ts';
import { deniedIn, denyModal, reasonIn } from '../views/deny.ts';
import type { Listening } from './index.ts';
import { faultWords, follow, type Press, pressedIn, tellFault, whoOf } from './press.ts';

/** *Deny*: a form that wants a reason, and then the denial itself. */
export function registerDeny(app: App, listening: Listening): void {
  const { client, decide, drive, busy, onError } = listening;

  app.action<Press>('deny', ({ ack, body, respond }) =>
    busy(async () => {
      await ack();
      const pressed = pressedIn(body, respond);
      try {
        const decision = await decide.mayDecide(pressed.click);
        if (decision.kind === 'refused') return await follow(decision, pressed, listening);
        await client.views.open({
          trigger_id: body.trigger_id,
          view: denyModal(decision.state, sideOf(decision.state, pressed.click)),
        });
      } catch (error) {
        await tellFault(error, pressed, listening);
      }
    }),
  );

  app.view<ViewSubmitAction>('deny', ({ ack, body, view }) =>
    busy(async () => {
      const click = {
        ...deniedIn(view),
        ...whoOf(body),
        channel: '',
      };
      const reason = reasonIn(view);
      if (!reason) {
        return await ack({
          response_action: 'errors',
          errors: { reason: 'Say why, in a word or two.' },
        });
      }
      try {
        const decision = await decide.deny(click, reason);
        if (decision.kind === 'refused') {
          const view = answers.asModal(answers.refused(decision.why, decision.state));
          return await ack({ response_action: 'update', view });
        }
        await ack();
        await drive(click.request).catch((error) => onError(click.request, error));
      } catch (error) {
        onError('denial', error);
        await ack({ response_action: 'update', view: answers.asModal(faultWords(error)) });
      }
    }),
  );
}
