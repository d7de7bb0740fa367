/** What the page asks of its server. */

import { type QueryClient, useQuery } from '@tanstack/react-query';
import type { ControlMethods, FeedEvent, SeenMessage } from '../../slack/index.ts';
import type { About, Deed } from '../wire.ts';

type Result<D extends Deed> = Awaited<ReturnType<ControlMethods[D]>>;

/** Does it as one of the people. Rejects with what a Slack client would have refused it for. */
export async function act<D extends Deed>(
  deed: D,
  ...args: Parameters<ControlMethods[D]>
): Promise<Result<D>> {
  const response = await fetch(`/do/${deed}`, { method: 'POST', body: JSON.stringify(args) });
  const answer = (await response.json()) as { result: Result<D>; error?: string };
  if (!response.ok) throw new Error(answer.error ?? 'The page could not reach its server.');
  return answer.result;
}

export async function askAbout(): Promise<About> {
  return (await fetch('/about')).json();
}

export function useChannels(user: string) {
  return useQuery({ queryKey: ['channels', user], queryFn: () => act('channels', user) }).data;
}

/** The channel as this person sees it; undefined until it is known. */
export function useMessages(user: string, channel: string): readonly SeenMessage[] | undefined {
  const queryFn = () => act('see', user, channel);
  return useQuery({ queryKey: ['messages', user, channel], queryFn }).data;
}

export function useThread(user: string, channel: string, ts: string) {
  const queryFn = () => act('thread', user, channel, ts);
  return useQuery({ queryKey: ['messages', user, channel, ts], queryFn }).data;
}

export function useModal(user: string) {
  return useQuery({ queryKey: ['modal', user], queryFn: () => act('viewOf', user) }).data;
}

export function useHome(user: string) {
  return useQuery({ queryKey: ['home', user], queryFn: () => act('home', user) });
}

/** Asks again for what this event may have changed. */
export function refresh(queries: QueryClient, event: FeedEvent): void {
  void queries.invalidateQueries({ predicate: ({ queryKey }) => concerns(event, queryKey) });
}

function concerns(event: FeedEvent, [what, user, channel]: readonly unknown[]): boolean {
  switch (event.type) {
    case 'message':
    case 'message_changed':
    case 'message_deleted':
      return what === 'channels' || (what === 'messages' && channel === event.channel);
    case 'ephemeral':
      return user === event.user && (what === 'channels' || channel === event.channel);
    case 'picked':
      return what === 'messages' && user === event.user && channel === event.channel;
    case 'view':
      return what === 'modal' && user === event.user;
    case 'home':
      return what === 'home' && user === event.user;
    case 'changed':
      return what === 'channels' || what === 'messages';
    default:
      return false;
  }
}
