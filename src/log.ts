/** The log: JSON lines on standard output, without secrets. */

import type { Logger } from '@slack/bolt';
import { LogLevel } from '@slack/bolt';
import { type Logger as Pino, pino } from 'pino';

/** Slack's tokens and URLs that let their holder speak, wherever they stand in a text. */
const secrets =
  /xox[a-z]-[\w-]+|xapp-[\w-]+|((?:https?|wss?):\/\/[^\s"]*\/(?:link|hooks|services|commands|actions)\/)[^\s"]+|(\w+:\/\/[^\s:/@"]*:)[^\s@"]+(?=@)/g;

export function withoutSecrets(text: string): string {
  return text.replace(secrets, (_, before = '', login = '') => `${before}${login}[secret]`);
}

export const log: Pino = pino(
  { level: process.env['LOG_LEVEL'] || 'info', base: { pid: process.pid } },
  { write: (line: string) => process.stdout.write(withoutSecrets(line)) },
);

/** The one line that says that a process can take work. */
export function ready(role: string): void {
  log.info({ role }, 'ready');
}

/** Bolt's logger, writing into ours. */
export function boltLogger(into: Pino): Logger {
  const text = (parts: unknown[]) =>
    parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' ');
  return {
    debug: (...parts) => into.debug(text(parts)),
    info: (...parts) => into.info(text(parts)),
    warn: (...parts) => into.warn(text(parts)),
    error: (...parts) => into.error(text(parts)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
