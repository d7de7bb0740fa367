import { spawnSync } from 'node:child_process';
import { LogLevel } from '@slack/bolt';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { boltLogger, withoutSecrets } from '../src/log.ts';

it.each([
  ['token xoxb-123-abc used', 'token [secret] used'],
  ['xapp-1-A0-1-ffff', '[secret]'],
  ['"url":"wss://x/link/?ticket=abc"', '"url":"wss://x/link/[secret]"'],
  [
    'https://hooks.slack.com/commands/T0/1/abcdef failed',
    'https://hooks.slack.com/commands/[secret] failed',
  ],
  ['redis://bot:hunter2@host:6379', 'redis://bot:[secret]@host:6379'],
  ['nothing to hide', 'nothing to hide'],
])('%s', (text, clean) => {
  expect(withoutSecrets(text)).toBe(clean);
});

it.each(['info', 'error', 'silent', 'loud', ''])(
  'says that it is ready in one line, also where LOG_LEVEL is %j',
  (level) => {
    const program = "import('./src/log.ts').then(({ ready }) => ready('bot'))";
    const args = ['--import', 'tsx', '--input-type=module', '-e', program];
    const env = { ...process.env, LOG_LEVEL: level };
    const { stdout } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
    expect(JSON.parse(stdout)).toMatchObject({ msg: 'ready', role: 'bot' });
  },
);

describe("Bolt's logger", () => {
  it('writes texts, objects and errors in one line', () => {
    const lines: string[] = [];
    const into = pino({}, { write: (line: string) => lines.push(line) });
    boltLogger(into).warn('socket', { retry: 1 }, new Error('closed'));
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['socket { retry: 1 } closed']);
  });

  it.each([
    ['trace', LogLevel.DEBUG],
    ['info', LogLevel.INFO],
    ['warn', LogLevel.WARN],
    ['silent', LogLevel.ERROR],
  ])('at LOG_LEVEL %s has the level %s', (level, expected) => {
    expect(boltLogger(pino({ level })).getLevel()).toBe(expected);
  });
});
