import { createHmac } from 'node:crypto';

/** `x-slack-signature`: v0, HMAC-SHA256 over `v0:<seconds>:<raw body>` (slack.md A3.8). */
export function signature(secret: string, seconds: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${seconds}:${body}`).digest('hex')}`;
}
