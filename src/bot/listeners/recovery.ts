import type { App } from '@slack/bolt';
import type { Listening } from './index.ts';
import { follow, type Press, pressedIn, tellFault } from './press.ts';

/** *Retry* and *Roll back*, where a step has failed for good. */
export function registerRecovery(app: App, listening: Listening): void {
  const { decide, busy } = listening;
  const decisions = { retry: decide.retry, rollback: decide.rollBack };
  for (const [actionId, take] of Object.entries(decisions)) {
    app.action<Press>(actionId, ({ ack, body, respond }) =>
      busy(async () => {
        await ack();
        const pressed = pressedIn(body, respond);
        try {
          await follow(await take(pressed.click), pressed, listening);
        } catch (error) {
          await tellFault(error, pressed, listening);
        }
      }),
    );
  }
}
