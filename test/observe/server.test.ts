import { afterEach, describe, expect, it } from 'vitest';
import { createMetrics, metricNames } from '../../src/observe/metrics.ts';
import { createObserveServer, type Observed, type Readiness } from '../../src/observe/server.ts';

let stop: (() => Promise<void>) | undefined;
afterEach(() => stop?.());

async function serve(part: Partial<Observed> = {}) {
  const metrics = createMetrics();
  const errors: string[] = [];
  const observed = { readiness: async () => [], scrape: async () => undefined, ...part };
  const onError = (what: string, error: unknown) => errors.push(`${what}: ${error}`);
  const server = createObserveServer({ host: '127.0.0.1', port: 0 }, metrics, [observed], onError);
  const { port } = await server.start();
  stop = server.stop;
  const get = (path: string, method = 'GET') =>
    fetch(`http://127.0.0.1:${port}${path}`, { method });
  return { get, errors, metrics };
}

const redis: Readiness = { part: 'redis', ready: true, what: 'Redis answers.' };
const slack: Readiness = { part: 'slack', ready: false, what: 'There is no connection to Slack.' };

describe('What an operator’s machines ask', () => {
  it('/healthz: that it lives, whatever is away', async () => {
    const { get } = await serve({ readiness: async () => [slack] });
    expect((await get('/healthz')).status).toBe(200);
  });

  it('/readyz: what it lacks, if anything', async () => {
    let parts = [redis];
    const { get } = await serve({ readiness: async () => parts });
    expect((await get('/readyz')).status).toBe(200);
    parts = [redis, slack];
    const answer = await get('/readyz?verbose');
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ ready: false, parts });
  });

  it('/metrics: also where not all of it can be looked up', async () => {
    const scrape = () => Promise.reject(new Error('Redis is away'));
    const { get, errors, metrics } = await serve({ readiness: async () => [redis, slack], scrape });
    metrics.requestsBegun.inc({ procedure: 'replicate' });
    const text = await (await get('/metrics')).text();
    expect(text).toContain('replicate_requests_begun_total{procedure="replicate"} 1');
    expect(text).toContain('replicate_ready{part="slack"} 0');
    expect(errors).toEqual(['/metrics: Error: Redis is away']);
  });

  it('/metrics: soon, though what is looked up hangs', async () => {
    const { get } = await serve({ scrape: () => new Promise(() => undefined) });
    expect((await get('/metrics')).status).toBe(200);
  });

  it.each([
    ['POST', '/metrics', 405],
    ['GET', '/', 404],
    ['GET', '/metrics/../..', 404],
  ])('%s %s is answered with %i', async (method, path, status) => {
    const { get } = await serve();
    expect((await get(path, method)).status).toBe(status);
  });
});

it('a histogram goes by three names besides its own', async () => {
  const names = await metricNames(createMetrics());
  for (const end of ['', '_bucket', '_sum', '_count']) {
    expect(names).toContain(`replicate_step_duration_seconds${end}`);
  }
});
