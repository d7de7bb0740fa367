import { expect, it } from 'vitest';
import { parseRedisUrl } from '../../src/config/redis-url.ts';

it.each([
  ['redis://127.0.0.1:6379', { kind: 'single', url: 'redis://127.0.0.1:6379' }],
  ['rediss://u:p@host:6380/2', { kind: 'single', url: 'redis://u:p@host:6380/2', tls: {} }],
  ['rediss+cluster://a:7000', { kind: 'cluster', nodes: [{ host: 'a', port: 7_000 }], tls: {} }],
  [
    'rediss+sentinel://a:26379/m',
    { kind: 'sentinel', sentinels: [{ host: 'a', port: 26_379 }], name: 'm', tls: {} },
  ],
  ['rediss://host?tls=', null],
  ['rediss://host#fragment', null],
  ['redissss+cluster://a:7000', null],
  [
    'redis+sentinel://bot:s%40crt@a:26379,b:26379/mymaster/1',
    {
      kind: 'sentinel',
      sentinels: [
        { host: 'a', port: 26_379 },
        { host: 'b', port: 26_379 },
      ],
      name: 'mymaster',
      db: 1,
      username: 'bot',
      password: 's@crt',
    },
  ],
  [
    'redis+cluster://a:7000,[::1]:7001',
    {
      kind: 'cluster',
      nodes: [
        { host: 'a', port: 7_000 },
        { host: '::1', port: 7_001 },
      ],
    },
  ],
  [
    'redis+cluster://bot:a:b@a:7000',
    { kind: 'cluster', nodes: [{ host: 'a', port: 7_000 }], username: 'bot', password: 'a:b' },
  ],
  [
    'redis+sentinel://:pw@a:26379/m',
    { kind: 'sentinel', sentinels: [{ host: 'a', port: 26_379 }], name: 'm', password: 'pw' },
  ],
  ['redis://', null],
  ['redis://host/mymaster', null],
  ['redis://host:0', null],
  ['redis+cluster://bot:%ZZ@a:7000', null],
  ['redis+cluster://nobody@a:7000', null],
  ['redis+cluster://a:0', null],
  ['redis+sentinel://a:26379/m/1/2', null],
  ['redis+sentinel://a:26379', null],
  ['redis+sentinel://a/mymaster', null],
  ['redis+cluster://a:99999', null],
  ['redis+cluster://a:7000/1', null],
  ['http://host', null],
  ['', null],
])('%s', (text, target) => {
  expect(parseRedisUrl(text)).toEqual(target);
});
