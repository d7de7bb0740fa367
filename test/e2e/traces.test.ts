import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Program } from '../../sandbox/program.ts';
import type { PrivateRedis } from '../../sandbox/redis.ts';
import { people } from '../../sandbox/site.ts';
import { traceIdsOf } from '../../src/tracing/ids.ts';
import {
  approveAs,
  ask,
  longest,
  newScenario,
  startTestSite,
  type TestSite,
  untilEnded,
} from './scenario.ts';
import { approve, runThrough } from './whole.ts';

interface SeenSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly service: string;
}

interface Exported {
  resourceSpans: {
    resource: { attributes: { key: string; value: { stringValue?: string } }[] };
    scopeSpans: { spans: Omit<SeenSpan, 'service'>[] }[];
  }[];
}

let site: TestSite<PrivateRedis>;
let collector: Server;
let sanfrancisco: Program;
let received = '';
const spans: SeenSpan[] = [];

/** A collector: it takes what it is sent, and keeps it. */
async function collect(): Promise<Server> {
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    received += text;
    for (const { resource, scopeSpans } of (JSON.parse(text) as Exported).resourceSpans) {
      const name = resource.attributes.find(({ key }) => key === 'service.name');
      const service = name?.value.stringValue ?? '';
      for (const scope of scopeSpans) {
        spans.push(...scope.spans.map((span) => ({ ...span, service })));
      }
    }
    response.setHeader('content-type', 'application/json').end('{}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

function sendingTo(server: Server, service: string) {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    OTEL_SERVICE_NAME: service,
    OTEL_BSP_SCHEDULE_DELAY: '100',
  };
}

beforeAll(async () => {
  collector = await collect();
  site = await startTestSite<PrivateRedis>({ empty: true });
  [sanfrancisco] = await Promise.all([
    site.startWorker('sanfrancisco', sendingTo(collector, 'worker-sf')),
    site.startWorker('newyork', sendingTo(collector, 'worker-ny')),
    site.startBot(sendingTo(collector, 'bot')),
  ]);
}, longest.timeoutMs);

afterAll(async () => {
  await site.stop();
  collector.close();
});

const becomes = { ...longest, timeout: longest.timeoutMs };

function of(request: string): SeenSpan[] {
  const { traceId } = traceIdsOf(request);
  return spans.filter((span) => span.traceId === traceId);
}

describe('A trace', () => {
  it('is one for a whole request, over bot and both workers, and nothing secret is in it', async () => {
    const request = await runThrough(site, await newScenario(site));
    const wanted = [
      'bot request',
      'bot approve',
      'bot consent',
      'bot slack chat.postMessage',
      'worker-ny create',
      'worker-ny maprcli stream create',
      'worker-sf register',
      'worker-sf maprcli stream replica add',
      'worker-ny authorize',
      'worker-sf mapr copystream',
      'worker-sf confirm',
    ];
    const seen = () => of(request).map(({ service, name }) => `${service} ${name}`);
    await expect.poll(seen, becomes).toEqual(expect.arrayContaining(wanted));
    // Every span hangs on another of the trace, and one on none.
    const unheld = () => {
      const ids = new Set(of(request).map(({ spanId }) => spanId));
      return of(request)
        .filter(({ parentSpanId }) => !ids.has(parentSpanId ?? ''))
        .map(({ name }) => name);
    };
    await expect.poll(unheld, becomes).toEqual(['request']);
    expect(of(request).find(({ name }) => name === 'request')?.spanId).toBe(
      traceIdsOf(request).spanId,
    );
    const parents = new Map(of(request).map((span) => [span.spanId, span]));
    const create = of(request).find(({ name }) => name === 'maprcli stream create');
    expect(parents.get(create?.parentSpanId ?? '')?.name).toBe('create');
    // No trace but those of requests: an idle worker makes none.
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(
      new Set([traceIdsOf(request).traceId]),
    );
    for (const secret of [site.slack.botToken, site.slack.appToken, 'PRIVATE KEY', 'redis://']) {
      expect(received).not.toContain(secret);
    }
  });

  it('goes on in another worker where one was killed in a step', async () => {
    const scenario = await newScenario(site);
    const request = await ask(site, scenario);
    const seen = () => of(request).map(({ service, name }) => `${service} ${name}`);
    // What it has not sent by then, a process that is killed takes along.
    await expect.poll(seen, becomes).toContain('worker-sf preflight-source');
    await site.clusters.faults.add({
      killsCaller: { command: `replica resume -path ${scenario.source}`, when: 'after', times: 1 },
    });
    await approveAs(site, scenario, request);
    // Killed, as a signal that nobody handled tells.
    expect(await sanfrancisco.ended).toBeNull();
    await site.startWorker('sanfrancisco', sendingTo(collector, 'successor'));
    expect((await untilEnded(site, request)).outcome).toBe('done');
    await expect
      .poll(seen, becomes)
      .toEqual(
        expect.arrayContaining([
          'bot request',
          'worker-sf preflight-source',
          'successor resume',
          'successor confirm',
        ]),
      );
  });
});

describe('A collector', () => {
  it.each(['refuses', 'hangs'])('that %s holds up neither a request nor an exit', async (how) => {
    const deaf = createServer((request, response) => {
      request.resume();
      if (how === 'refuses') response.writeHead(503).end();
    });
    await once(deaf.listen(0, '127.0.0.1'), 'listening');
    const other = await startTestSite<PrivateRedis>({ empty: true });
    // Far longer than anybody waits for a process to end: what the exporter itself allows, must not count.
    const slow = { OTEL_EXPORTER_OTLP_TIMEOUT: '600000', OTEL_BSP_EXPORT_TIMEOUT: '600000' };
    try {
      const [bot] = await Promise.all([
        other.startBot({ ...sendingTo(deaf, 'bot'), ...slow }),
        other.startWorker('sanfrancisco', { ...sendingTo(deaf, 'sf'), ...slow }),
        other.startWorker('newyork', { ...sendingTo(deaf, 'ny'), ...slow }),
      ]);
      const scenario = await newScenario(other);
      const request = await ask(other, scenario, people.maya);
      await approve(other, scenario, request);
      expect((await untilEnded(other, request)).outcome).toBe('done');
      await bot.stop();
      expect(await bot.ended).toBe(0);
    } finally {
      await other.stop();
      deaf.closeAllConnections();
      deaf.close();
    }
  });

  it('is sent nothing where traces are switched off', async () => {
    let asked = 0;
    const idle = createServer((request, response) => {
      asked += 1;
      request.resume();
      response.end('{}');
    });
    await once(idle.listen(0, '127.0.0.1'), 'listening');
    const other = await startTestSite<PrivateRedis>({ empty: true });
    const off = (service: string) => ({ ...sendingTo(idle, service), OTEL_SDK_DISABLED: 'true' });
    try {
      const programs = await Promise.all([
        other.startBot(off('bot')),
        other.startWorker('sanfrancisco', off('sf')),
        other.startWorker('newyork', off('ny')),
      ]);
      await runThrough(other, await newScenario(other));
      await Promise.all(programs.map((program) => program.stop()));
      expect(asked).toBe(0);
    } finally {
      await other.stop();
      idle.close();
    }
  });
});
