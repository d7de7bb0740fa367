import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Workspace } from '../../../sandbox/slack/index.ts';
import { later, start } from './bot.ts';

let workspace: Workspace;
let app: App;
let requestUrl: string;

beforeEach(async () => {
  workspace = await start();
  const logLevel = LogLevel.ERROR;
  const receiver = new HTTPReceiver({ signingSecret: workspace.signingSecret, logLevel });
  const clientOptions = { slackApiUrl: workspace.apiUrl };
  app = new App({ token: workspace.botToken, receiver, clientOptions, logLevel });
  const server = await receiver.start(0);
  if (!server.listening) await once(server, 'listening');
  requestUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
});
afterEach(async () => {
  await app.stop();
  await workspace.stop();
});

it('delivers by signed requests after the handshake', async () => {
  const heard = later<string>();
  app.command('/replicate', async ({ ack, command }) => ack(`Got ${command.text}`));
  app.shortcut('global', async ({ ack }) => ack());
  app.message(async ({ message }) => heard.resolve(message.ts));
  await workspace.installHttp({ requestUrl });
  const typed = await workspace.type('maya', 'replication', '/replicate a b');
  expect(typed).toMatchObject({ outcome: 'acknowledged', shown: 'Got a b' });
  expect((await workspace.shortcut('maya', 'global')).outcome).toBe('acknowledged');
  const { ts } = await workspace.say('maya', 'replication', 'hello');
  expect(await heard.promise).toBe(ts);
});

it('shows a timeout of an app that does not acknowledge', async () => {
  app.command('/replicate', async () => {});
  await workspace.installHttp({ requestUrl });
  const typed = await workspace.type('maya', 'replication', '/replicate a b');
  expect(typed.outcome).toBe('operation_timeout');
});

it('refuses a URL that does not answer the challenge', async () => {
  await expect(workspace.installHttp({ requestUrl: workspace.apiUrl })).rejects.toThrow(
    'challenge',
  );
});
