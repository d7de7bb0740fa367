/** What happens, as it happens: server-sent events of three kinds. */

import type { Context } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import type { Clusters } from '../../clusters/index.ts';
import type { Control, FeedEvent } from '../../slack/index.ts';
import { draw } from './draw.ts';

const everyMs = 400;
const retryMs = 1_000;

/** Of the workspace's events those that change what somebody sees. */
const visible: ReadonlySet<FeedEvent['type']> = new Set([
  'message',
  'message_changed',
  'message_deleted',
  'ephemeral',
  'picked',
  'view',
  'home',
  'changed',
]);

/**
 * `run`: which start of the page it is, first; `slack`: an event of the workspace; `clusters`: the
 * clusters, now and whenever they look different.
 */
export function feed(
  context: Context,
  run: string,
  { slack, clusters }: { readonly slack: Control; readonly clusters: Clusters },
  over: AbortSignal,
): Response {
  return streamSSE(context, async (stream) => {
    const tell = (event: string, data: unknown) => write(stream, event, JSON.stringify(data));
    let shown = '';
    const look = () => {
      const seen = JSON.stringify(draw(clusters.look()));
      if (seen === shown) return;
      shown = seen;
      void write(stream, 'clusters', seen);
    };
    // A page that was cut off tries again this soon.
    await stream.writeSSE({ event: 'run', data: JSON.stringify(run), retry: retryMs });
    const unsubscribe = slack.subscribe((event) => {
      if (visible.has(event.type)) void tell('slack', event);
    });
    look();
    const timer = setInterval(look, everyMs);
    await new Promise<void>((resolve) => {
      stream.onAbort(resolve);
      over.addEventListener('abort', () => resolve(), { once: true });
    });
    clearInterval(timer);
    unsubscribe();
  });
}

async function write(stream: SSEStreamingApi, event: string, data: string): Promise<void> {
  if (!stream.aborted) await stream.writeSSE({ event, data });
}
