import type { ModalView } from '@slack/types';
import { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type PrivateRedis, startRedis } from '../../../sandbox/redis.ts';
import { plain, type Workspace } from '../../../sandbox/slack/index.ts';
import { type Change, createShow, type Show } from '../../../src/bot/form/show.ts';
import { connect } from '../../../src/jobs/redis.ts';
import type { Connection } from '../../../src/jobs/store.ts';
import { start } from '../../sandbox/slack/bot.ts';

let server: PrivateRedis;
let redis: Connection;
let workspace: Workspace;
let client: WebClient;
let show: Show;
let opened: Change;

beforeAll(async () => {
  [server, workspace] = await Promise.all([startRedis(), start({ rateLimits: 'off' })]);
  redis = connect({ kind: 'single', url: server.url }, 'prompt');
  redis.on('error', () => undefined);
  await workspace.waitFor(() => redis.status === 'ready');
  const { apiUrl: slackApiUrl, botToken } = workspace;
  client = new WebClient(botToken, { slackApiUrl, retryConfig: { retries: 0 } });
  show = createShow(redis, client, () => undefined);
});
afterAll(async () => {
  redis?.disconnect();
  await Promise.all([server?.stop(), workspace?.stop()]);
});

beforeEach(async () => {
  const { triggerId = '' } = await workspace.type('maya', 'replication', '/replicate');
  const { view } = await client.views.open({ trigger_id: triggerId, view: saying('empty') });
  opened = { view: view?.id ?? '', hash: view?.hash ?? '', at: '0' };
});

function saying(words: string): ModalView {
  const title = { type: 'plain_text', text: 'Form' } as const;
  const text = { type: 'plain_text', text: words } as const;
  return { type: 'modal', title, blocks: [{ type: 'section', text }] };
}

async function shown(): Promise<string> {
  const view = await workspace.viewOf('maya');
  return view ? plain(view) : '';
}

async function comesBack(): Promise<void> {
  await server.start();
  await workspace.waitFor(() => redis.status === 'ready');
}

/** Changes that were made before any of them was answered. */
function at(seconds: string): Change {
  return { ...opened, at: seconds };
}

it('shows what came of each change', async () => {
  await show.arrived(at('1.1'));
  await show.show(at('1.1'), saying('one'));
  expect(await shown()).toContain('one');
});

it('shows the later of two changes that nobody had answered when they were made', async () => {
  await show.arrived(at('1.1'));
  await show.arrived(at('1.2'));
  await Promise.all([
    show.show(at('1.2'), saying('later')),
    show.show(at('1.1'), saying('earlier')),
  ]);
  expect(await shown()).toContain('later');
});

it('shows the later one over the answer to the earlier, which the person had not seen', async () => {
  await show.arrived(at('1.1'));
  await show.show(at('1.1'), saying('earlier'));
  await show.arrived(at('1.2'));
  await show.show(at('1.2'), saying('later'));
  expect(await shown()).toContain('later');
});

it('does not show an earlier change that comes after a later one', async () => {
  await show.arrived(at('1.2'));
  await show.show(at('1.2'), saying('later'));
  await show.arrived(at('1.1'));
  await show.show(at('1.1'), saying('earlier'));
  expect(await shown()).toContain('later');
});

it('puts nothing over what Redis knows nothing of: Slack does not take it', async () => {
  await show.arrived(at('1.2'));
  await show.show(at('1.2'), saying('later'));
  await redis.flushall();
  const other = createShow(redis, client, () => undefined);
  await expect(other.show(at('1.1'), saying('earlier'))).rejects.toThrow(/shows something else/);
  expect(await shown()).toContain('later');
});

it('leaves a form alone that is closed', async () => {
  await workspace.close('maya');
  await show.show(at('1.1'), saying('late'));
  expect(await shown()).toBe('');
});

it('does not show an earlier change over a later one while Redis is away', async () => {
  await show.arrived(at('1.1'));
  await show.arrived(at('1.2'));
  await show.show(at('1.2'), saying('later'));
  await server.kill();
  try {
    await show.show(at('1.1'), saying('earlier'));
    expect(await shown()).toContain('later');
  } finally {
    await comesBack();
  }
});

it('shows the last change over what was shown while Redis was away', async () => {
  await show.arrived(at('1.2'));
  await client.views.update({ view_id: opened.view, view: saying('unknown to Redis') });
  await show.show(at('1.2'), saying('later'));
  expect(await shown()).toContain('later');
});

it('shows changes while Redis is away, over one another', async () => {
  await server.kill();
  try {
    for (const [seconds, words] of [
      ['1.1', 'one'],
      ['1.2', 'two'],
    ] as const) {
      await show.arrived(at(seconds));
      await show.show(at(seconds), saying(words));
      expect(await shown()).toContain(words);
    }
  } finally {
    await comesBack();
  }
});
