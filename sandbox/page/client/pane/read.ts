import { createContext, useContext, useMemo, useState } from 'react';
import type { SeenChannel, SeenMessage } from '../../../slack/index.ts';

/** What each of the people has seen. Not kept: a page that is opened anew begins with everything seen. */
export interface Read {
  isUnread(user: string, channel: SeenChannel): boolean;
  haveRead(user: string, channel: SeenChannel): void;
  /** How many replies have come since this person looked at the thread. */
  unseen(user: string, root: SeenMessage): number;
  haveSeen(user: string, root: SeenMessage): void;
}

const everything: Read = {
  isUnread: () => false,
  haveRead() {},
  unseen: () => 0,
  haveSeen() {},
};

export const ReadContext = createContext<Read>(everything);

export function useRead(): Read {
  return useContext(ReadContext);
}

/** Keeps it for the whole page, so that changing between people forgets nothing. */
export function useNewRead(): Read {
  const [opened] = useState(() => Date.now() / 1000);
  const [upTo, setUpTo] = useState<Readonly<Record<string, number>>>({});
  return useMemo(() => {
    const raise = (key: string, value: number) => {
      if ((upTo[key] ?? -1) < value) setUpTo((before) => ({ ...before, [key]: value }));
    };
    return {
      isUnread: (user, { id, newest }) =>
        newest !== undefined && Number(newest) > (upTo[`${user} ${id}`] ?? opened),
      haveRead: (user, { id, newest }) => raise(`${user} ${id}`, Number(newest ?? 0)),
      unseen: (user, { channel, ts, replies }) =>
        replies - Math.min(replies, upTo[`${user} ${channel} ${ts}`] ?? replies),
      haveSeen: (user, { channel, ts, replies }) => raise(`${user} ${channel} ${ts}`, replies),
    };
  }, [opened, upTo]);
}
