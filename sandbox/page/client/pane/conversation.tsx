import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { SeenChannel } from '../../../slack/index.ts';
import { useMessages, useThread } from '../server.ts';
import { count } from '../words.ts';
import { useClient } from './client.ts';
import { Composer } from './composer.tsx';
import { Message } from './message.tsx';
import { useRead } from './read.ts';

/** A channel, or the direct messages with the app. */
export function Conversation(props: {
  readonly channel: SeenChannel;
  readonly suggestion?: string | undefined;
}) {
  const { channel, suggestion } = props;
  const { about, user } = useClient();
  const messages = useMessages(user.id, channel.id);
  const { unseen } = useRead();
  const name = nameOf(channel);
  const isReadOnly = channel.kind === 'im' && !about.offers.writable;
  return (
    <>
      <Scroll label={name}>
        {messages?.length === 0 && <Empty channel={channel} />}
        {messages?.map((message) => (
          <Message key={message.ts} of={message} unseen={unseen(user.id, message)} />
        ))}
      </Scroll>
      {isReadOnly ? (
        <p className="composer note">
          The app only tells you things here. Commands go into a channel.
        </p>
      ) : (
        <Composer channel={channel.id} label={`Message ${name}`} suggestion={suggestion} />
      )}
    </>
  );
}

export function Thread(props: {
  readonly channel: SeenChannel;
  readonly ts: string;
  onClose(): void;
}) {
  const { channel, ts, onClose } = props;
  const { user } = useClient();
  const messages = useThread(user.id, channel.id, ts);
  const { haveSeen } = useRead();
  const [root, ...replies] = messages ?? [];
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => back.current?.focus(), []);
  useEffect(() => {
    if (root) haveSeen(user.id, root);
  });
  return (
    <section className="thread" aria-label="Thread">
      <header>
        <button
          type="button"
          className="icon"
          ref={back}
          aria-label="Close the thread"
          onClick={onClose}
        >
          ←
        </button>
        <h3>Thread</h3>
        <span className="note">{nameOf(channel)}</span>
      </header>
      <Scroll label="Thread">
        {root && <Message of={root} inThread />}
        {replies.length > 0 && <p className="rule">{count(replies.length, 'reply', 'replies')}</p>}
        {replies.map((reply) => (
          <Message key={reply.ts} of={reply} inThread />
        ))}
      </Scroll>
      <Composer channel={channel.id} label="Reply" thread={ts} />
    </section>
  );
}

/** Stays at its newest line, unless somebody reads further up. */
function Scroll({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  const [isAway, setAway] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  return (
    <div className="scroll-frame">
      <div
        className="scroll"
        ref={box}
        // It can be scrolled by keys, too.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
        tabIndex={0}
        role="log"
        aria-label={label}
        onScroll={({ currentTarget }) => setAway(currentTarget.scrollTop < -120)}
      >
        <div className="inside">{children}</div>
      </div>
      {isAway && (
        <button
          type="button"
          className="newest"
          onClick={() => box.current?.scrollTo({ top: 0, behavior: 'smooth' })}
        >
          ↓ Newest
        </button>
      )}
    </div>
  );
}

function Empty({ channel: { kind, name, bot } }: { readonly channel: SeenChannel }) {
  return (
    <div className="empty">
      {kind === 'im' ? (
        <p>
          Nothing yet. The app writes to you here when a decision is made on what you asked for.
        </p>
      ) : (
        <p>
          This is the very beginning of <b>#{name}</b>.{!bot && ' The app is not in this channel.'}
        </p>
      )}
    </div>
  );
}

export function nameOf({ kind, name }: SeenChannel): string {
  return kind === 'im' ? 'Direct messages' : `#${name}`;
}
