import type { ConfirmationDialog } from '@slack/types';
import { createContext, useContext } from 'react';
import type { SeenChannel } from '../../../slack/index.ts';
import type { About, Somebody } from '../../wire.ts';

/** One person's client: who it is, and what belongs to the whole of it. */
export interface Client {
  readonly about: About;
  readonly user: Somebody;
  readonly channels: readonly SeenChannel[];
  confirm(dialog: ConfirmationDialog): Promise<boolean>;
  openThread(channel: string, ts: string): void;
  /** What the client itself has to say, such as why it did not send something. */
  tell(words: string): void;
}

export const ClientContext = createContext<Client | undefined>(undefined);

export function useClient(): Client {
  const client = useContext(ClientContext);
  if (!client) throw new Error('This belongs into a client');
  return client;
}
