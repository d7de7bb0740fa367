import { parseJson } from '../json.ts';
import type { FeedEvent } from './sights.ts';

/** Reads the server-sent events of a workspace. Resolves when it is connected. */
export async function follow(
  url: string,
  signal: AbortSignal,
  tell: (event: FeedEvent) => void,
): Promise<void> {
  const response = await fetch(`${url}/control/events`, { signal });
  if (response.body === null) throw new Error(`${url} sends no events`);
  void read(response.body, tell).catch(() => undefined);
}

async function read(body: ReadableStream<Uint8Array>, tell: (event: FeedEvent) => void) {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const parts = `${rest}${decoder.decode(chunk, { stream: true })}`.split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const data = part.split('\n').find((line) => line.startsWith('data: '));
      const event = data === undefined ? undefined : parseJson(data.slice('data: '.length));
      if (event !== undefined) tell(event as FeedEvent);
    }
  }
}
