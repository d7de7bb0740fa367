/** An app of its own on the page, which sends what a test wants to see. */

import type { App } from '@slack/bolt';
import type { KnownBlock, ModalView } from '@slack/types';
import { createClusters } from '../../../sandbox/clusters/index.ts';
import { story } from '../../../sandbox/demo/begin.ts';
import { servePage } from '../../../sandbox/page/server/serve.ts';
import type { Offers } from '../../../sandbox/page/wire.ts';
import { people, room } from '../../../sandbox/site.ts';
import { startWorkspace } from '../../../sandbox/slack/index.ts';
import { bolt, run } from '../slack/bot.ts';
import type { Served } from './visit.ts';

export interface Sampler extends Served {
  readonly app: App;
  /** Its server, apart from the workspace. */
  readonly page: { stop(): Promise<void>; start(): Promise<void> };
}

const offers: Offers = {
  commands: [{ command: '/replicate', description: 'Opens a form', hint: '[words]' }],
  shortcuts: [
    { name: 'A form', type: 'global', callbackId: 'everywhere', description: 'From anywhere' },
    { name: 'About this', type: 'message', callbackId: 'here', description: 'Of one message' },
  ],
  home: true,
  writable: false,
};

export async function serveSampler(): Promise<Sampler> {
  const slack = await startWorkspace({
    people: Object.values(people),
    channels: [{ ...room, members: Object.values(people).map(({ id }) => id) }],
    rateLimits: 'off',
  });
  const clusters = await createClusters({ clusters: ['sanfrancisco', 'newyork'] });
  let page = await servePage({ slack, clusters }, { story, offers });
  const { url } = page;
  // Chromium beside it may keep this process waiting.
  const app = bolt(slack, 30_000);
  await run(app);
  return {
    app,
    url,
    page: {
      stop: () => page.stop(),
      async start() {
        const port = Number(new URL(url).port);
        page = await servePage({ slack, clusters }, { port, story, offers });
      },
    },
    async stop() {
      await page.stop();
      await app.stop();
      await slack.stop();
      await clusters.cleanup();
    },
  };
}

export const plain = (text: string) => ({ type: 'plain_text', text }) as const;
export const option = (value: string) => ({ text: plain(value.toUpperCase()), value });

export function input(block_id: string, element: object, more: object = {}): KnownBlock {
  const label = plain(`The ${block_id}`);
  return { type: 'input', block_id, label, element, ...more } as KnownBlock;
}

export function form(blocks: readonly KnownBlock[]): ModalView {
  return {
    type: 'modal',
    callback_id: 'form',
    title: plain('A form'),
    submit: plain('Go'),
    blocks: [...blocks],
  };
}
