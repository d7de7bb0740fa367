import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Workspace } from '../../../sandbox/slack/index.ts';
import { start } from './bot.ts';

let workspace: Workspace;
let client: WebClient;
const method = 'chat.postMessage';

beforeEach(async () => {
  workspace = await start();
  client = new WebClient(workspace.botToken, {
    slackApiUrl: workspace.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 1_000,
  });
});
afterEach(() => workspace.stop());

const post = () => client.chat.postMessage({ channel: 'C0REP', text: 'a' });
const shown = async () => (await workspace.see('maya', 'C0REP')).length;

it('fails as often as it is told', async () => {
  await workspace.faults.set(method, { status: 500, times: 1 });
  await expect(post()).rejects.toMatchObject({ statusCode: 500 });
  await post();
  expect(await shown()).toBe(1);
});

it('answers 429 and errors of Slack', async () => {
  await workspace.faults.set('all', { rateLimited: 7, times: 1 });
  await expect(post()).rejects.toMatchObject({ retryAfter: 7 });
  await workspace.faults.set(method, { error: 'fatal_error', when: 'after' });
  await expect(post()).rejects.toMatchObject({ data: { error: 'fatal_error' } });
  expect(await shown()).toBe(1);
});

it('carries it out and never answers, or cuts the connection', async () => {
  await workspace.faults.set(method, { hang: true, when: 'after', times: 1 });
  await expect(post()).rejects.toThrow();
  await workspace.faults.set(method, { cut: true, when: 'after', times: 1 });
  await expect(post()).rejects.toThrow();
  expect(await shown()).toBe(2);
});

it('is slow', async () => {
  await workspace.faults.set(method, { delayMs: 20 });
  const before = Date.now();
  await post();
  expect(Date.now() - before).toBeGreaterThanOrEqual(19);
});

it('is down for the app, not for those who control it, and comes back', async () => {
  await workspace.faults.down();
  await expect(post()).rejects.toThrow();
  expect(await shown()).toBe(0);
  await workspace.faults.up();
  await post();
  expect((await workspace.calls(method)).map((call) => call.status)).toEqual([200]);
});
