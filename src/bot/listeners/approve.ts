import type { App } from '@slack/bolt';
import type { Listening } from './index.ts';
import { follow, type Press, pressedIn, tellFault } from './press.ts';

/** *Approve*: the consent of the second owner. */
export function registerApprove(app: App, listening: Listening): void {
  app.action<Press>('approve', ({ ack, body, respond }) =>
    listening.busy(async () => {
      await ack();
      const pressed = pressedIn(body, respond);
      try {
        const decision = await listening.decide.approve(pressed.click);
        await follow(decision, pressed, listening);
      } catch (error) {
        await tellFault(error, pressed, listening);
      }
    }),
  );
}
