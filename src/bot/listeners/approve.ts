import type { App } from '@slack/bolt';
import type { Listening } from './index.ts';
import { clickOf, follow, type Press, tellFault } from './press.ts';

/** *Approve*: the consent of the second owner. */
export function registerApprove(app: App, listening: Listening): void {
  app.action<Press>('approve', ({ ack, body, respond }) =>
    listening.busy(async () => {
      await ack();
      const click = clickOf(body);
      try {
        await follow(await listening.decide.approve(click), click, respond, listening);
      } catch (error) {
        await tellFault(error, click, respond, listening);
      }
    }),
  );
}
