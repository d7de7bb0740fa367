import type { App } from '@slack/bolt';
import type { Listening } from './index.ts';

/** The app's Home tab was opened: it is current then, and stays so. */
export function registerHome(app: App, { openHome, busy, onError }: Listening): void {
  app.event('app_home_opened', ({ event }) =>
    busy(async () => {
      if (event.tab !== 'home') return;
      await openHome(event.user).catch((error) => onError('home', error));
    }),
  );
}
