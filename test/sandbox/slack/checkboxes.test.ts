import type { App, BlockAction } from '@slack/bolt';
import type { Checkboxes, KnownBlock } from '@slack/types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Workspace } from '../../../sandbox/slack/index.ts';
import { bolt, run, start } from './bot.ts';

const channel = 'C0REP';
const plain = (text: string) => ({ type: 'plain_text', text }) as const;
const option = (value: string) => ({ text: plain(value.toUpperCase()), value });

function boxes(more: Partial<Checkboxes> = {}): Checkboxes {
  return {
    type: 'checkboxes',
    action_id: 'topics',
    options: ['clicks', 'views', 'buys'].map(option),
    initial_options: [option('clicks')],
    ...more,
  };
}

function card(element: Checkboxes = boxes(), block_id = 'which'): KnownBlock[] {
  return [
    { type: 'actions', block_id, elements: [element] },
    {
      type: 'section',
      block_id: 'side',
      text: plain('Which side?'),
      accessory: { type: 'checkboxes', action_id: 'sides', options: [option('source')] },
    },
    { type: 'actions', elements: [{ type: 'button', action_id: 'go', text: plain('Go') }] },
  ];
}

let workspace: Workspace;
let app: App;
/** Who did what, and the values of the topics that the app was told of. */
let heard: { user: string; action: string; topics: string[] | undefined; body: BlockAction }[];

/** As patient as a busy machine needs. */
async function begin(ackMs = 30_000) {
  workspace = await start({ timing: { ackMs, redeliveries: 0 } });
  app = bolt(workspace, 30_000);
  heard = [];
  app.action<BlockAction>(/^(topics|sides|go)$/, async ({ ack, action, body }) => {
    await ack();
    const state = body.state?.values['which']?.['topics'];
    heard.push({
      user: body.user.id,
      action: action.action_id,
      topics: state?.selected_options?.map(({ value = '' }) => value),
      body,
    });
  });
  await run(app);
}

async function end() {
  await app.stop();
  await workspace.stop();
}

beforeEach(() => begin());
afterEach(end);

async function post(blocks = card()) {
  const { ts = '' } = await app.client.chat.postMessage({ channel, text: 'Which?', blocks });
  return { channel, ts };
}

function update(ts: string, blocks: KnownBlock[]) {
  return app.client.chat.update({ channel, ts, text: 'Which?', blocks });
}

const topics = () => heard.map((one) => one.topics);

describe('checkboxes in a message', () => {
  it('tell the app of each click, with what is ticked then', async () => {
    const at = await post();
    expect(await workspace.press('maya', at, 'topics', { toggle: 'BUYS' })).toMatchObject({
      outcome: 'acknowledged',
      actionId: 'topics',
    });
    await workspace.press('maya', at, 'topics', { toggle: 'clicks' });
    expect(topics()).toEqual([['clicks', 'buys'], ['buys']]);
    expect(heard[1]?.body).toMatchObject({
      container: { type: 'message', message_ts: at.ts },
      message: { ts: at.ts },
      actions: [
        {
          type: 'checkboxes',
          block_id: 'which',
          action_id: 'topics',
          selected_options: [option('buys')],
          action_ts: expect.any(String),
        },
      ],
      state: {
        values: {
          which: { topics: { type: 'checkboxes', selected_options: [option('buys')] } },
          side: { sides: { type: 'checkboxes', selected_options: [] } },
        },
      },
    });
    await expect(workspace.press('maya', at, 'topics', { toggle: 'none' })).rejects.toThrow(
      'There is no none among CLICKS, VIEWS, BUYS',
    );
    await expect(workspace.press('maya', at, 'go', { toggle: 'clicks' })).rejects.toThrow('no box');
  });

  it('are what each person has ticked, and come with each press of that person', async () => {
    const at = await post();
    await workspace.press('maya', at, 'topics', { toggle: 'views' });
    await workspace.press('sam', at, 'Go');
    await workspace.press('maya', at, 'Go');
    expect(heard.map(({ user, action, topics }) => [user, action, topics])).toEqual([
      ['U0SF1', 'topics', ['clicks', 'views']],
      ['U0NY1', 'go', ['clicks']],
      ['U0SF1', 'go', ['clicks', 'views']],
    ]);
    const held = async (user: string) =>
      (await workspace.see(user, channel))[0]?.state['which']?.['topics'];
    expect(await held('maya')).toMatchObject({
      selected_options: [option('clicks'), option('views')],
    });
    expect(await held('ada')).toMatchObject({ selected_options: [option('clicks')] });
  });

  it('are ticked one by one by whoever presses with ticks', async () => {
    const at = await post();
    const values = { topics: ['views', 'BUYS'], sides: 'source' };
    const { outcome } = await workspace.press('maya', at, 'go', { values });
    expect(outcome).toBe('acknowledged');
    expect(heard.map(({ action, topics }) => [action, topics])).toEqual([
      ['topics', []],
      ['topics', ['views']],
      ['topics', ['views', 'buys']],
      ['sides', ['views', 'buys']],
      ['go', ['views', 'buys']],
    ]);
    await workspace.press('maya', at, 'go', { values });
    expect(heard).toHaveLength(6);
  });

  it('end a press with ticks that the app does not hear of', async () => {
    await end();
    await begin(150);
    const at = await post(card(boxes({ action_id: 'unheard' })));
    const pressed = await workspace.press('maya', at, 'go', { values: { unheard: [] } });
    expect(pressed).toMatchObject({ outcome: 'operation_timeout', actionId: 'unheard' });
    expect(heard).toEqual([]);
  });

  it('stay ticked in an edit that keeps ids and options, whatever it begins with', async () => {
    const at = await post();
    await workspace.press('maya', at, 'topics', { toggle: 'views' });
    await update(at.ts, card(boxes({ initial_options: [option('buys')] })));
    await workspace.press('maya', at, 'Go');
    await workspace.press('sam', at, 'Go');
    expect(topics()).toEqual([['clicks', 'views'], ['clicks', 'views'], ['clicks']]);
  });

  it.each([
    ['block id', card(boxes(), 'others')],
    ['action id', card(boxes({ action_id: 'others' }))],
    ['options', card(boxes({ options: ['clicks', 'likes'].map(option) }))],
  ])('begin anew in an edit of their %s', async (_what, blocks) => {
    const at = await post();
    await workspace.press('maya', at, 'topics', { toggle: 'clicks' });
    await update(at.ts, blocks);
    await workspace.press('maya', at, 'Go');
    const held = Object.values(heard[1]?.body.state?.values ?? {}).flatMap(Object.values);
    expect(held).toContainEqual({ type: 'checkboxes', selected_options: [option('clicks')] });
  });

  it('come with the press of a button that an edit has taken away', async () => {
    const at = await post();
    await workspace.press('maya', at, 'topics', { toggle: 'views' });
    await update(at.ts, [{ type: 'divider' }]);
    await workspace.press('maya', at, 'Go', { stale: true });
    expect(topics().at(-1)).toEqual(['clicks', 'views']);
  });

  it('are in an ephemeral message, too', async () => {
    await app.client.chat.postEphemeral({ channel, user: 'U0SF1', text: 'a', blocks: card() });
    const [at] = await workspace.see('maya', channel);
    if (!at) throw new Error('nothing is seen');
    await workspace.press('maya', at, 'topics', { toggle: 'views' });
    expect(heard[0]).toMatchObject({ topics: ['clicks', 'views'] });
    expect(heard[0]?.body.message).toBeUndefined();
  });

  it('are refused where Slack refuses them', async () => {
    const refused = { data: { error: 'invalid_blocks' } };
    const many = Array.from({ length: 11 }, (_, n) => option(`o${n}`));
    await expect(post(card(boxes({ options: many })))).rejects.toMatchObject(refused);
    const other = { ...option('clicks'), description: plain('Of another kind') };
    await expect(post(card(boxes({ initial_options: [other] })))).rejects.toMatchObject(refused);
    await post(card(boxes({ options: many.slice(1), initial_options: [option('o1')] })));
  });
});
