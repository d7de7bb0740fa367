import { expect, it } from 'vitest';
import { withoutSecrets } from '../src/log.ts';

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
