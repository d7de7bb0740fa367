import { createContext, useContext } from 'react';

/** Who reads, and whom the ids in it stand for. */
export interface Reader {
  readonly names: Readonly<Record<string, string>>;
  readonly tz: string;
  /** Opens a message of this workspace, as an address of Slack names it. */
  follow(channel: string, ts: string): void;
}

export const ReaderContext = createContext<Reader>({ names: {}, tz: 'Etc/UTC', follow() {} });

export function useReader(): Reader {
  return useContext(ReaderContext);
}

/** Everybody on the page is the visitor, whose own time it is. */
export const ownTimeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
