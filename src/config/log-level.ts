const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** Whether LOG_LEVEL may say so. */
export function isLogLevel(text: string): boolean {
  return levels.includes(text);
}
