import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type PrivateRedis, startRedis } from '../../sandbox/redis.ts';

async function configOf(client: Redis, name: string): Promise<string | undefined> {
  const [, value] = (await client.config('GET', name)) as string[];
  return value;
}

describe('a private Redis', () => {
  let server: PrivateRedis;
  let client: Redis;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());
  afterEach(() => client.disconnect());

  it('keeps everything, and listens to this machine alone', async () => {
    client = new Redis(server.url);
    expect(await configOf(client, 'appendonly')).toBe('yes');
    expect(await configOf(client, 'maxmemory-policy')).toBe('noeviction');
    expect(await configOf(client, 'bind')).toBe('127.0.0.1');
  });

  it('has what it was given after it was killed and started again, at the same address', async () => {
    client = new Redis(server.url);
    await client.set('kept', 'yes');
    await server.kill();
    client.disconnect();
    await server.start();
    client = new Redis(server.url);
    expect(await client.get('kept')).toBe('yes');
  });
});

describe('when the process that started it ends', () => {
  const program = `
    import('./sandbox/redis.ts').then(async ({ startRedis }) => {
      const { Redis } = await import('ioredis');
      const { url } = await startRedis();
      const client = new Redis(url);
      const [, dir] = await client.config('GET', 'dir');
      const pid = /process_id:(\\d+)/.exec(await client.info('server'))[1];
      console.log(JSON.stringify({ dir, pid: Number(pid) }));
    });`;

  it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
    'by %s, it ends too and leaves nothing behind',
    async (signal) => {
      const args = ['--import', 'tsx', '--input-type=module', '-e', program];
      const parent = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      const [line] = await once(createInterface(parent.stdout), 'line');
      const { dir, pid } = JSON.parse(String(line)) as { dir: string; pid: number };
      expect(existsSync(dir)).toBe(true);
      parent.kill(signal);
      await vi.waitFor(
        () => {
          expect(() => process.kill(pid, 0)).toThrow('ESRCH');
          expect(existsSync(dir)).toBe(false);
        },
        { timeout: 5_000 },
      );
    },
  );
});
