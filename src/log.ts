/** The log: JSON lines on standard output, without secrets. */

import { inspect } from 'node:util';
import type { Logger } from '@slack/bolt';
import { LogLevel } from '@slack/bolt';
import { type Logger as Pino, pino } from 'pino';
import { isLogLevel } from './config/log-level.ts';
import type { SignedSeal } from './jobs/signing.ts';

/** Slack's tokens and URLs that let their holder speak, wherever they stand in a text. */
const secrets =
  /xox[a-z]-[\w-]+|xapp-[\w-]+|((?:https?|wss?):\/\/[^\s"]*\/(?:link|hooks|services|commands|actions)\/)[^\s"]+|(\w+:\/\/[^\s:/@"]*:)[^\s@"]+(?=@)/g;

export function withoutSecrets(text: string): string {
  return text.replace(secrets, (_, before = '', login = '') => `${before}${login}[secret]`);
}

const level = process.env['LOG_LEVEL'] ?? '';

export const log: Pino = pino(
  // Another level is told with the other faults of the settings, and not by a crash here.
  { level: isLogLevel(level) ? level : 'info', base: { pid: process.pid } },
  { write: (line: string) => process.stdout.write(withoutSecrets(line)) },
);

/** The one line that says that a process can take work; others wait for it, so it comes at any level. */
export function ready(role: string): void {
  log.child({}, { level: 'info' }).info({ role }, 'ready');
}

/** The last seal of a request, kept outside Redis: whoever verifies its trail compares. At any level. */
export function sealed(seal: SignedSeal): void {
  log.child({}, { level: 'info' }).info(seal, 'sealed');
}

/** Bolt's logger, writing into ours. The level stays that of LOG_LEVEL. */
export function boltLogger(into: Pino): Logger {
  const text = (parts: unknown[]) => parts.map(shown).join(' ');
  return {
    debug: (...parts) => into.debug(text(parts)),
    info: (...parts) => into.info(text(parts)),
    warn: (...parts) => into.warn(text(parts)),
    error: (...parts) => into.error(text(parts)),
    setLevel: () => undefined,
    getLevel: () => {
      if (into.isLevelEnabled('debug')) return LogLevel.DEBUG;
      if (into.isLevelEnabled('info')) return LogLevel.INFO;
      return into.isLevelEnabled('warn') ? LogLevel.WARN : LogLevel.ERROR;
    },
    setName: () => undefined,
  };
}

function shown(part: unknown): string {
  if (part instanceof Error) return part.message;
  return typeof part === 'string' ? part : inspect(part, { breakLength: Infinity });
}
