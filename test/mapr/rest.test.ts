import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Certificate, makeCertificate } from '../../sandbox/clusters/certificate.ts';
import { authtest } from '../../src/mapr/authtest.ts';
import type { Answer, MaprCommand } from '../../src/mapr/command.ts';
import { copystream } from '../../src/mapr/copystream.ts';
import type { MaprError } from '../../src/mapr/errors.ts';
import type { ApiServer } from '../../src/mapr/rest.ts';
import { createMapr } from '../../src/mapr/run.ts';
import { streamInfo } from '../../src/mapr/stream-info.ts';
import { topicList } from '../../src/mapr/topic-list.ts';
import { upstreamAdd } from '../../src/mapr/upstream-add.ts';
import { ok, replica, source } from './support.ts';

const pair = { source, replica };
const okReply = ok().stdout;
const password = 'pass:word/with=signs';

let certificate: Certificate;
beforeAll(async () => {
  certificate = await makeCertificate();
});

const running: Server[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

interface Served extends ApiServer {
  readonly asked: IncomingMessage[];
}

async function serve(listener: RequestListener): Promise<Served> {
  const { key, cert, ca } = certificate;
  const asked: IncomingMessage[] = [];
  const server = createServer({ key, cert }, (request, response) => {
    asked.push(request);
    listener(request, response);
  });
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `https://127.0.0.1:${port}`, user: 'bot', password, ca, asked };
}

function answering(statusCode: number, body: string, headers: Record<string, string> = {}) {
  return (_: IncomingMessage, response: ServerResponse) => {
    response.writeHead(statusCode, headers).end(body);
  };
}

/** There is no MapR client: whatever is answered came by REST. */
function maprOf(server: ApiServer, limits: { timeoutMs?: number; maxBytes?: number } = {}) {
  const servers = new Map(['newyork', 'sanfrancisco'].map((cluster) => [cluster, server]));
  return createMapr({ home: '/nowhere', timeoutMs: 20_000, servers, ...limits });
}

async function errorOf(running: Promise<unknown>): Promise<MaprError> {
  const error = await running.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(error).toMatchObject({ name: 'MaprError' });
  return error as MaprError;
}

describe('a command', () => {
  it('is posted if it changes something, and got if not; its values are encoded', async () => {
    const server = await serve(answering(200, okReply));
    const given: Answer[] = [];
    const onAnswer = (answer: Answer) => given.push(answer);
    await maprOf(server).run(upstreamAdd(pair), { onAnswer });
    const odd = '/a b&c=d#e?f%2F+ü';
    const look: MaprCommand<Answer> = {
      program: 'maprcli',
      args: ['stream', 'info', '-path', odd, '-json'],
      changes: false,
      cluster: 'newyork',
      read: (answer) => answer,
    };
    expect(await maprOf(server).run(look)).toMatchObject({ exitCode: 0, stdout: okReply });
    expect(given).toMatchObject([{ exitCode: 0, stdout: okReply, stderr: '', timedOut: false }]);
    const [post, get] = server.asked;
    expect([post?.method, post?.url]).toEqual([
      'POST',
      `/rest/stream/upstream/add?${new URLSearchParams({ path: replica, upstream: source })}`,
    ]);
    expect(get?.method).toBe('GET');
    const url = new URL(get?.url ?? '', server.url);
    expect(url.pathname).toBe('/rest/stream/info');
    expect([...url.searchParams]).toEqual([['path', odd]]);
    const login = Buffer.from(`bot:${password}`).toString('base64');
    expect(get?.headers.authorization).toBe(`Basic ${login}`);
  });

  it('that is none of maprcli, or of a cluster without a server, is run by its program', async () => {
    const mapr = maprOf(await serve(answering(200, okReply)));
    expect(mapr.isByRest(upstreamAdd(pair))).toBe(true);
    expect(mapr.isByRest(copystream(pair))).toBe(false);
    expect(mapr.isByRest({ program: 'maprcli', cluster: 'lab' })).toBe(false);
    expect((await errorOf(mapr.run(authtest('newyork')))).fault).toBe('not-started');
  });

  it('is judged by the status of the reply, not by the code of HTTP', async () => {
    const reply = '{"status":"ERROR","errors":[{"id":17,"desc":"File exists"}]}';
    const error = await errorOf(maprOf(await serve(answering(200, reply))).run(upstreamAdd(pair)));
    expect(error).toMatchObject({ fault: 'refused', id: 17, answer: reply });
    const failing = maprOf(await serve(answering(500, reply)));
    expect(await errorOf(failing.run(upstreamAdd(pair)))).toMatchObject({ id: 17 });
    await maprOf(await serve(answering(500, okReply))).run(upstreamAdd(pair));
  });

  it('finds a stream absent by the same words as from maprcli', async () => {
    const desc = `/apps/x/activity is not a valid stream`;
    const reply = JSON.stringify({ status: 'ERROR', errors: [{ id: 22, desc }] });
    expect(await maprOf(await serve(answering(200, reply))).run(streamInfo(replica))).toBeNull();
  });

  const html = { 'content-type': 'text/html' };
  it.each([
    [
      401,
      '',
      {},
      'refused',
      /does not take the user or the password/,
      /worker\.rest\.newyork\.passwordFile/,
    ],
    [401, okReply, {}, 'refused', /does not take the user/, /PAM/],
    [403, '<h1>no</h1>', html, 'refused', /may not use the API server/, /right to log in/],
    [
      302,
      '',
      { location: '/login' },
      'refused',
      /sent elsewhere.*302, \/login/,
      /past any proxy or single sign-on/,
    ],
    [
      200,
      '<html>Log in</html>',
      html,
      'unreadable',
      /page for people/,
      /url to the API server itself/,
    ],
    [200, '\n<!doctype html>', {}, 'unreadable', /page for people/, /Nothing was concluded/],
    [
      502,
      '<h1>Bad Gateway</h1>',
      html,
      'transient',
      /failed \(HTTP 502\)/,
      /unknown whether it took effect/,
    ],
    [404, 'none', {}, 'unreadable', /HTTP 404 and no reply/, /url to the API server/],
    [200, okReply.slice(0, 60), {}, 'unreadable', /reply cannot be read/, /-json/],
  ] as const)('answered with HTTP %i and %j fails, and shows it', async (...row) => {
    const [statusCode, body, headers, fault, why, remedy] = row;
    const mapr = maprOf(
      await serve(answering(statusCode, body, headers as Record<string, string>)),
    );
    const error = await errorOf(mapr.run(upstreamAdd(pair)));
    expect(error).toMatchObject({ fault, id: null, answer: body.trim(), cluster: 'newyork' });
    expect(error.command).toBe(`maprcli stream upstream add -path ${replica} -upstream ${source}`);
    expect(error.message).toMatch(why);
    expect(error.remedy).toMatch(remedy);
  });

  it('is not taken elsewhere, where the password is nobody’s business', async () => {
    const elsewhere = await serve(answering(200, okReply));
    const server = await serve(answering(307, '', { location: elsewhere.url }));
    await errorOf(maprOf(server).run(upstreamAdd(pair)));
    expect(elsewhere.asked).toHaveLength(0);
  });

  it('keeps the password to itself, whatever is answered', async () => {
    const echo: RequestListener = ({ headers }, response) => {
      response.writeHead(500).end(`${headers.authorization} of bot, ${password}`);
    };
    const error = await errorOf(maprOf(await serve(echo)).run(upstreamAdd(pair)));
    expect(error.answer).toBe('Basic [secret] of bot, [secret]');
    expect(JSON.stringify([error, error.stack, error.cause])).not.toContain(password);
  });
});

describe('an answer', () => {
  it('that is lost leaves the effect unknown, and nothing is asked twice', async () => {
    const server = await serve((request) => request.socket.destroy());
    const error = await errorOf(maprOf(server).run(upstreamAdd(pair)));
    expect(error).toMatchObject({ fault: 'transient', id: null, mendedByRetry: true });
    expect(error.message).toMatch(/lost before its answer/);
    expect(error.remedy).toMatch(/unknown whether it took effect/);
    expect(server.asked).toHaveLength(1);
  });

  it('that breaks off is lost as well', async () => {
    const server = await serve((request, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write(okReply, () => {
        request.socket.destroy();
      });
    });
    const error = await errorOf(maprOf(server).run(upstreamAdd(pair)));
    expect(error).toMatchObject({ fault: 'transient', id: null });
  });

  it.each([
    ['does not come', () => undefined],
    ['does not come to its end', (_: unknown, response: ServerResponse) => response.write('{')],
  ])('that %s is given up in time', async (_, listener) => {
    const mapr = maprOf(await serve(listener as RequestListener), { timeoutMs: 300 });
    const error = await errorOf(mapr.run(upstreamAdd(pair)));
    expect(error).toMatchObject({ fault: 'timeout', mendedByRetry: true });
    expect(error.message).toMatch(/did not answer within/);
  });

  it('that is too long is given up, and shown as far as it came', async () => {
    const endless: RequestListener = (_, response) => {
      const more = () => void (response.destroyed || response.write('x'.repeat(10_000), more));
      response.writeHead(200);
      more();
    };
    const mapr = maprOf(await serve(endless), { maxBytes: 50_000 });
    const error = await errorOf(mapr.run(topicList(source)));
    expect(error).toMatchObject({ fault: 'unreadable' });
    expect(error.message).toMatch(/longer than 50000 bytes/);
    expect(error.answer).toMatch(/^xxx/);
  });

  it('is waited for no longer when the command is aborted', async () => {
    const controller = new AbortController();
    const server = await serve(() => controller.abort(new Error('enough')));
    const running = maprOf(server).run(topicList(source), { signal: controller.signal });
    await expect(running).rejects.toThrow('enough');
  });
});

describe('a server', () => {
  it('whose certificate is of another CA is not asked, whatever the environment says', async () => {
    const server = await serve(answering(200, okReply));
    const { ca } = await makeCertificate();
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      const error = await errorOf(maprOf({ ...server, ca }).run(upstreamAdd(pair)));
      expect(error).toMatchObject({ fault: 'not-started', mendedByRetry: false });
      expect(error.message).toMatch(/cannot be trusted, and was not asked/);
      expect(error.remedy).toMatch(/worker\.rest\.newyork\.caFile/);
      expect(server.asked).toHaveLength(0);
    } finally {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    }
  });

  it('whose certificate has another name is not asked', async () => {
    const server = await serve(answering(200, okReply));
    // The same address, by a name that is not in the certificate.
    const url = server.url.replace('127.0.0.1', '[::ffff:127.0.0.1]');
    const error = await errorOf(maprOf({ ...server, url }).run(upstreamAdd(pair)));
    expect(error).toMatchObject({ fault: 'not-started' });
    expect(error.message).toMatch(/cannot be trusted/);
    expect(server.asked).toHaveLength(0);
  });

  it('that is away is not asked: nothing has changed, and a retry may help', async () => {
    const server = await serve(answering(200, okReply));
    for (const each of running.splice(0)) await new Promise((resolve) => each.close(resolve));
    const error = await errorOf(maprOf(server).run(upstreamAdd(pair)));
    expect(error).toMatchObject({ fault: 'unreached', mendedByRetry: true });
    expect(error.message).toMatch(/cannot be reached: .*ECONNREFUSED/);
  });

  it('that takes the connection and says nothing is given up in time, and was not asked', async () => {
    const silent = createTcpServer((socket) => socket.on('error', () => undefined));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = silent.address() as AddressInfo;
      const server = { url: `https://127.0.0.1:${port}`, user: 'bot', password, ca: '' };
      const mapr = maprOf(server, { timeoutMs: 300 });
      const error = await errorOf(mapr.run(upstreamAdd(pair)));
      expect(error).toMatchObject({ fault: 'unreached' });
      expect(error.message).toMatch(/no connection within/);
    } finally {
      silent.close();
    }
  });
});
