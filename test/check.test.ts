import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProgram } from '../sandbox/program.ts';
import { type Site, startSite } from '../sandbox/site.ts';

let site: Site;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site?.stop());

async function check(env: Record<string, string>): Promise<{ code: number | null; text: string }> {
  const program = startProgram('check', env);
  const code = await program.ended;
  return { code, text: program.lines.join('\n') };
}

describe('check', () => {
  it('finds everything in place for a bot and a worker', async () => {
    const { code, text } = await check(site.env('all', 'newyork'));
    expect(text).not.toContain('MISSING');
    expect(text).toContain('Everything is in place.');
    expect(text).toContain('noeviction, AOF');
    expect(text).toContain('has the scopes that it needs');
    expect(text).toContain('newyork is listed, and its ticket is valid');
    expect(code).toBe(0);
  });

  it('tells each thing that is missing, and what to do', async () => {
    await site.clusters.faults.set({ ticket: { clusters: 'sanfrancisco', state: 'expired' } });
    const env = {
      ...site.env('all', 'newyork'),
      SLACK_BOT_TOKEN: 'xoxb-wrong',
      REDIS_URL: 'redis://127.0.0.1:1',
    };
    const { code, text } = await check(env);
    expect(text).toMatch(/MISSING.*Redis cannot be reached/);
    expect(text).toMatch(/MISSING.*Slack does not accept the bot: .*invalid_auth/);
    expect(text).toMatch(/MISSING.*no valid ticket for sanfrancisco/);
    expect(text).toContain('maprlogin password -cluster sanfrancisco');
    expect(text).not.toContain('xoxb-wrong');
    expect(code).toBe(1);
  });

  it('and every role stop at once over wrong settings, with a line for each fault', async () => {
    const { SLACK_APP_TOKEN: _, ...env } = site.env('bot');
    const program = startProgram('bot', { ...env, SLACK_BOT_TOKEN: 'nonsense' });
    expect(await program.ended).toBe(1);
    expect(program.lines).toHaveLength(2);
    expect(program.lines[0]).toMatch(/^SLACK_BOT_TOKEN: is not a bot token; for example/);
    expect(program.lines[1]).toMatch(/^SLACK_APP_TOKEN: is missing/);
  });
});
