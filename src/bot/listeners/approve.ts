import type { App } from '@slack/bolt';
import type { Listening } from './index.ts';
import { clickOf, follow, type Press, pressedKey, tellFault } from './press.ts';

/** *Approve*: the consent of the second owner. */
export function registerApprove(app: App, listening: Listening): void {
  app.action<Press>('approve', ({ ack, body, respond }) =>
    listening.busy(async () => {
      await ack();
      const click = clickOf(body);
      try {
        const decision = await listening.decide.approve(click);
        await follow(decision, click, respond, listening, pressedKey(body));
      } catch (error) {
        await tellFault(error, click, respond, listening);
      }
    }),
  );
}
