import type { App, ViewOutput } from '@slack/bolt';
import type { FileInput, ModalView } from '@slack/types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkBlocks } from '../../../sandbox/slack/block-kit/check.ts';
import {
  type Attachment,
  defaultScopes,
  type Workspace,
  type WorkspaceOptions,
} from '../../../sandbox/slack/index.ts';
import { bolt, later, run, start } from './bot.ts';

const plain = (text: string) => ({ type: 'plain_text', text }) as const;
const csv: Attachment = { name: 'Orders of May.csv', content: 'a,b\nü,2\n' };

function form(element: Partial<FileInput> = {}): ModalView {
  return {
    type: 'modal',
    callback_id: 'form',
    title: plain('Form'),
    submit: plain('Go'),
    blocks: [
      {
        type: 'input',
        block_id: 'list',
        label: plain('List'),
        element: { type: 'file_input', action_id: 'file', ...element },
      },
    ],
  };
}

let workspace: Workspace;
let app: App;
/** What the app opens. */
let asked: ModalView;
let sent: ReturnType<typeof later<ViewOutput>>;

async function begin(options: Partial<WorkspaceOptions> = {}) {
  workspace = await start({
    ...options,
    // As patient as a busy machine needs.
    timing: { ackMs: 30_000, triggerMs: 30_000 },
  });
  app = bolt(workspace, 30_000);
  sent = later();
  app.view('form', async ({ ack, view }) => {
    await ack();
    sent.resolve(view);
  });
  app.shortcut('form', async ({ ack, body, client }) => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view: asked });
  });
  await run(app);
}

async function end() {
  await app.stop();
  await workspace.stop();
}

beforeEach(() => begin());
afterEach(end);

async function open(view = form({ filetypes: ['csv'], max_files: 1 })) {
  asked = view;
  await workspace.shortcut('maya', 'form');
  await workspace.waitFor((at) => at.viewOf('maya'), { timeoutMs: 30_000 });
}

/** The file as the app is told of it. */
async function submitted(file = csv) {
  await open();
  expect(await workspace.submit('maya', 'current', { file: [file] })).toEqual({
    outcome: 'closed',
  });
  const [found] = (await sent.promise).state.values['list']?.['file']?.files ?? [];
  if (!found) throw new Error('no file was sent');
  return found;
}

function get(url: string, token = workspace.botToken, more: RequestInit = {}) {
  return fetch(url, { headers: { authorization: `Bearer ${token}` }, ...more });
}

describe('a file in a form', () => {
  it('is told to the app, which can look it up and read it with its token', async () => {
    const file = await submitted();
    expect(file).toMatchObject({
      id: expect.stringMatching(/^F/),
      name: csv.name,
      title: csv.name,
      filetype: 'csv',
      mimetype: 'text/csv',
      size: 9,
      mode: 'snippet',
      user: 'U0SF1',
      user_team: 'T0LOCAL',
      url_private: expect.stringContaining('/files-pri/'),
      url_private_download: expect.stringContaining('/download/orders_of_may.csv'),
    });
    const info = await app.client.files.info({ file: file.id });
    expect(info.file).toEqual(file);
    for (const url of [file.url_private, file.url_private_download]) {
      const response = await get(url);
      expect(response.headers.get('content-type')).toBe('text/csv');
      expect(await response.text()).toBe(csv.content);
    }
    expect(await workspace.calls('download')).toMatchObject([{ status: 200 }, { status: 200 }]);
    await expect(app.client.files.info({ file: 'F0NONE' })).rejects.toMatchObject({
      data: { error: 'file_not_found' },
    });
    expect((await get(file.url_private.replace(file.id, 'F0NONE'))).status).toBe(404);
  });

  it('is any bytes', async () => {
    const bytes = Buffer.from([0xff, 0xfe, 0, 1]);
    const content = bytes.toString('base64');
    const file = await submitted({ name: 'a.CSV', content, encoding: 'base64' });
    const response = await get(file.url_private_download);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
  });

  it('may be attached before the form is sent, and replaced', async () => {
    await open();
    const attach = [{ name: 'first.csv', content: '1' }];
    expect(await workspace.press('maya', 'modal', 'List', { attach })).toMatchObject({
      outcome: 'kept',
    });
    await workspace.press('maya', 'modal', 'List', { attach: [csv] });
    await workspace.submit('maya', 'current', {});
    expect((await sent.promise).state.values['list']?.['file']).toMatchObject({
      type: 'file_input',
      files: [{ name: csv.name }],
    });
  });

  it('is kept back by the client where it is none, too big, one too many, or of another type', async () => {
    await open();
    expect(await workspace.submit('maya', 'current', {})).toMatchObject({ outcome: 'invalid' });
    const submit = (...file: Attachment[]) => workspace.submit('maya', 'current', { file });
    await expect(submit({ ...csv, content: 'x'.repeat(10 * 2 ** 20 + 1) })).rejects.toThrow(
      'larger than 10 MB',
    );
    await expect(submit(csv, csv)).rejects.toThrow('No more than 1');
    await expect(submit({ ...csv, name: 'a.exe' })).rejects.toThrow('not of these types: csv');
    await expect(workspace.submit('maya', 'current', { file: 'a.csv' })).rejects.toThrow('no file');
    // The app must look itself.
    await submit({ ...csv, name: 'a.exe', unchecked: true });
    const [file] = (await sent.promise).state.values['list']?.['file']?.files ?? [];
    expect(file).toMatchObject({ name: 'a.exe', filetype: 'binary', mode: 'hosted' });
  });

  it('is nothing where it may be left out', async () => {
    const [input] = form().blocks;
    await open({ ...form(), blocks: [{ ...input, optional: true }] as ModalView['blocks'] });
    await workspace.submit('maya', 'current', {});
    expect((await sent.promise).state.values['list']?.['file']).toEqual({
      type: 'file_input',
      files: [],
    });
  });
});

describe('Slack, where a file may not be read', () => {
  it('shows its sign-in page to an app without the scope, with 200', async () => {
    await end();
    await begin({ scopes: defaultScopes.filter((scope) => scope !== 'files:read') });
    const file = await submitted();
    const response = await get(file.url_private_download, undefined, { redirect: 'error' });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ]);
    expect(await response.text()).toMatch(/^<!DOCTYPE html>/);
    await expect(app.client.files.info({ file: file.id })).rejects.toMatchObject({
      data: { error: 'missing_scope', needed: 'files:read' },
    });
  });

  it('sends whoever has no token, or a wrong one, on to its sign-in page', async () => {
    const { url_private_download: url } = await submitted();
    for (const token of ['', 'xoxb-wrong', workspace.appToken]) {
      const first = await get(url, token, { redirect: 'manual' });
      expect(first.status).toBe(302);
      const page = await get(url, token);
      expect([page.status, page.redirected]).toEqual([200, true]);
      expect(await page.text()).toContain('Sign in to Local');
    }
  });

  it('fails as it is told: never answers, breaks, or sends more than it said', async () => {
    const { url_private_download: url } = await submitted();
    await workspace.faults.set('download', { status: 500, times: 1 });
    expect((await get(url)).status).toBe(500);
    await workspace.faults.set('download', { bytes: 300_000, times: 1 });
    const big = await get(url);
    expect(big.headers.get('content-length')).toBeNull();
    expect((await big.arrayBuffer()).byteLength).toBe(300_000);
    await workspace.faults.set('download', { hang: true, times: 1 });
    const [first, second] = [new AbortController(), new AbortController()];
    const hanging = get(url, undefined, { signal: first.signal });
    await workspace.waitFor(async (at) => (await at.calls('download')).length === 3);
    first.abort();
    await expect(hanging).rejects.toMatchObject({ name: 'AbortError' });
    await workspace.faults.set('download', { bytes: 10, hang: true, times: 1 });
    const stalled = (await get(url, undefined, { signal: second.signal })).body?.getReader();
    expect((await stalled?.read())?.value).toHaveLength(10);
    second.abort();
    await expect(stalled?.read()).rejects.toMatchObject({ name: 'AbortError' });
    await workspace.faults.set('download', { cut: true, times: 1 });
    await expect(get(url)).rejects.toThrow('fetch failed');
    await workspace.faults.down();
    await expect(get(url)).rejects.toThrow('fetch failed');
    await workspace.faults.up();
    expect(await (await get(url)).text()).toBe(csv.content);
  });
});

it('takes a file input in a form only, with what Slack knows of it', () => {
  const problems = (element: object, surface: 'modal' | 'message' | 'home' = 'modal') =>
    checkBlocks(form(element).blocks, surface).join();
  expect(problems({})).toBe('');
  expect(problems({ filetypes: ['csv'], max_files: 10 })).toBe('');
  expect(problems({ max_files: 11 })).toContain('no more than 10');
  expect(problems({ max_files: 0 })).toContain('at least 1');
  expect(problems({ focus_on_load: true })).toContain('additional property');
  expect(problems({}, 'message')).toContain('unsupported type: file_input');
  expect(problems({}, 'home')).toContain('unsupported type: file_input');
});
