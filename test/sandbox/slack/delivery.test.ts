import type { App } from '@slack/bolt';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { FeedEvent, Workspace } from '../../../sandbox/slack/index.ts';
import { bolt, run, start } from './bot.ts';

let workspace: Workspace;
const apps: App[] = [];

function newApp(): App {
  const app = bolt(workspace);
  apps.push(app);
  return app;
}

beforeEach(async () => {
  workspace = await start({ timing: { redeliveries: 1 } });
});
afterEach(async () => {
  for (const app of apps.splice(0)) await app.stop();
  await workspace.stop();
});

it('says dispatch_failed when no bot is there', async () => {
  const typed = await workspace.type('maya', 'replication', '/replicate a b');
  expect(typed).toMatchObject({
    outcome: 'dispatch_failed',
    shown: '/replicate failed with the error "dispatch_failed"',
  });
});

it('delivers the same envelope again when nobody acknowledges, then says operation_timeout', async () => {
  const seen: unknown[] = [];
  const app = newApp();
  app.command('/replicate', async ({ context }) => {
    seen.push(context['envelopeId']);
  });
  await run(app);
  const typed = await workspace.type('maya', 'replication', '/replicate a b');
  expect(typed.outcome).toBe('operation_timeout');
  expect(seen).toHaveLength(2);
  expect(seen[0]).toBe(seen[1]);
});

it('takes an acknowledgement of the second delivery', async () => {
  const app = newApp();
  let times = 0;
  app.command('/replicate', async ({ ack }) => {
    times += 1;
    if (times === 2) await ack('second');
  });
  await run(app);
  const typed = await workspace.type('maya', 'replication', '/replicate a b');
  expect(typed).toMatchObject({ outcome: 'acknowledged', shown: 'second' });
});

it('delivers twice on demand', async () => {
  const app = newApp();
  const seen: unknown[] = [];
  app.command('/replicate', async ({ ack, context }) => {
    seen.push(context['envelopeId']);
    await ack();
  });
  await run(app);
  await workspace.type('maya', 'replication', '/replicate a b', { deliverTwice: true });
  expect(seen).toHaveLength(2);
  expect(new Set(seen).size).toBe(1);
});

it('shares payloads out among connections', async () => {
  const heard: number[] = [];
  for (const number of [1, 2]) {
    const app = newApp();
    app.command('/replicate', async ({ ack }) => {
      heard.push(number);
      await ack();
    });
    await run(app);
  }
  for (let n = 0; n < 4; n += 1) await workspace.type('maya', 'replication', '/replicate a b');
  expect(heard.sort()).toEqual([1, 1, 2, 2]);
});

it('comes back after sockets are dropped and after a refresh', async () => {
  const app = newApp();
  app.command('/replicate', async ({ ack }) => ack('here'));
  await run(app);
  const reconnected = async (act: () => Promise<void>) => {
    const [before = 0] = await workspace.sockets.list();
    await act();
    await workspace.waitFor(async (at) => (await at.sockets.list()).some((one) => one > before));
  };
  await reconnected(() => workspace.sockets.drop());
  await reconnected(() => workspace.sockets.refresh());
  expect((await workspace.type('maya', 'replication', '/replicate a b')).shown).toBe('here');
});

it('lets an app notice a frozen connection', async () => {
  const app = newApp();
  app.command('/replicate', async ({ ack }) => ack('here'));
  await run(app);
  const [frozen = 0] = await workspace.sockets.list();
  await workspace.sockets.freeze();
  await workspace.waitFor(async (at) => {
    const open = await at.sockets.list();
    return open.every((one) => one > frozen) && open.length > 0;
  });
  // Also sees to it that the app has had its hello: stopped before, socket-mode 3.1 rejects unseen.
  expect((await workspace.type('maya', 'replication', '/replicate a b')).shown).toBe('here');
});

it('sends events again until they are acknowledged', async () => {
  await workspace.stop();
  workspace = await start({ timing: { eventRetriesMs: [0, 10], ackMs: 20 } });
  const { url = '' } = await bolt(workspace).client.apps.connections.open({
    token: workspace.appToken,
  });
  const socket = new WebSocket(url);
  const attempts: unknown[] = [];
  socket.on('message', (data) => {
    const { type, envelope_id, retry_attempt, retry_reason } = JSON.parse(String(data));
    if (type !== 'events_api') return;
    attempts.push([retry_attempt, retry_reason, envelope_id]);
    if (attempts.length === 3) socket.send(JSON.stringify({ envelope_id, payload: {} }));
  });
  await workspace.waitFor(async (at) => (await at.sockets.list()).length);
  const events: FeedEvent[] = [];
  workspace.subscribe((event) => events.push(event));
  await workspace.say('maya', 'replication', 'hello <b> & @sam');
  const acknowledged = await workspace.waitFor(() =>
    events.find((event) => event.type === 'acknowledged'),
  );
  const id = acknowledged.delivery;
  expect(attempts).toEqual([
    [0, '', id],
    [1, 'timeout', id],
    [2, 'timeout', id],
  ]);
  const [said] = await workspace.see('sam', 'replication');
  expect(said?.text).toBe('hello &lt;b&gt; &amp; <@U0NY1>');
});

it('refuses commands in threads, and those it does not know', async () => {
  const { ts } = await workspace.say('maya', 'replication', 'hello');
  const typed = await workspace.type('maya', 'replication', '/replicate a b', { thread: ts });
  expect(typed).toEqual({
    outcome: 'refused',
    shown: '/replicate is not supported in threads. Sorry!',
  });
  expect((await workspace.type('maya', 'replication', '/other')).outcome).toBe('refused');
});
