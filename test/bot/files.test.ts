import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createReadFile, FileRefused, mostBytes } from '../../src/bot/files.ts';

let answer: RequestListener;
let slack: Server;
let elsewhere: Server;
let heard: string[] = [];

async function serve(name: string): Promise<Server> {
  const server = createServer((request, response) => {
    heard.push(`${name} ${request.headers.authorization}`);
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const origin = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

beforeAll(async () => {
  slack = await serve('slack');
  elsewhere = await serve('elsewhere');
});
afterEach(() => {
  heard = [];
});
afterAll(() => {
  for (const server of [slack, elsewhere]) {
    server.closeAllConnections();
    server.close();
  }
});

function text(body: string | Buffer, type = 'text/plain'): RequestListener {
  return (_, response) => response.writeHead(200, { 'content-type': type }).end(body);
}

function read(more: object = {}, apiUrl = `${origin(slack)}/api/`) {
  const url_private_download = `${origin(slack)}/files/pairs.csv`;
  const file = { name: 'pairs.csv', size: 10, is_external: false, url_private_download, ...more };
  return createReadFile({ token: 'xoxb-secret', apiUrl })(file);
}

const why = (reading: Promise<string>) =>
  reading.then(
    () => 'read',
    (error) => (error instanceof FileRefused ? error.why : error),
  );

it('a file of Slack is read with the bot’s token', async () => {
  answer = text('sanfrancisco/a,newyork\n');
  expect(await read()).toBe('sanfrancisco/a,newyork\n');
  expect(heard).toEqual(['slack Bearer xoxb-secret']);
});

it.each([
  ['kept by somebody else', () => ({ is_external: true })],
  ['on another host', () => ({ url_private_download: `${origin(elsewhere)}/pairs.csv` })],
  ['without an address', () => ({ url_private_download: undefined })],
  ['at what is no address', () => ({ url_private_download: 'pairs.csv' })],
])('the token is shown to nobody else: a file %s is not fetched', async (_, more) => {
  answer = text('sanfrancisco/a,newyork\n');
  expect(await why(read(more()))).toBe('elsewhere');
  expect(heard).toEqual([]);
});

it.each([
  ['https://files.slack.com.evil.example/x', 'https://slack.com/api/'],
  ['https://evilslack.com/x', 'https://slack.com/api/'],
  ['http://files.slack.com/x', 'https://slack.com/api/'],
  ['https://10.0.0.1/x', 'https://192.0.0.1/api/'],
])('nor to %s, where Slack is %s', async (from, api) => {
  expect(await why(read({ url_private_download: from }, api))).toBe('elsewhere');
});

it('a redirection is not followed: it is the way to the sign-in', async () => {
  answer = (_, response) => response.writeHead(302, { location: `${origin(elsewhere)}/` }).end();
  expect(await why(read())).toBe('not-allowed');
  expect(heard).toEqual(['slack Bearer xoxb-secret']);
});

it.each([
  ['a page for signing in', text('<html>', 'text/html; charset=utf-8'), 'not-allowed'],
  ['a no', ((_, response) => response.writeHead(403).end()) as RequestListener, 'not-allowed'],
  ['an error', ((_, response) => response.writeHead(500).end()) as RequestListener, 'not-fetched'],
  ['nothing at all', (() => undefined) as RequestListener, 'not-fetched'],
  [
    'a connection cut off',
    ((request) => request.socket.destroy()) as RequestListener,
    'not-fetched',
  ],
  ['more than it was said to be', text(Buffer.alloc(mostBytes + 1, 'a')), 'too-large'],
  ['a picture', text(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0])), 'not-text'],
  ['UTF-16', text(Buffer.from('sanfrancisco/a newyork', 'utf16le')), 'not-text'],
])('in place of the file comes %s', async (_, given, expected) => {
  answer = given;
  expect(await why(read())).toBe(expected);
});

it('what is too large is not even fetched', async () => {
  expect(await why(read({ size: mostBytes + 1 }))).toBe('too-large');
  expect(heard).toEqual([]);
});
