import type { ConfirmationDialog } from '@slack/types';
import { useEffect, useMemo, useState } from 'react';
import type { About, Somebody } from '../../wire.ts';
import { useChannels, useModal } from '../server.ts';
import { first, initials } from '../words.ts';
import { type Client, ClientContext } from './client.ts';
import { Conversation, nameOf, Thread } from './conversation.tsx';
import { Confirm } from './dialog.tsx';
import { Home } from './home.tsx';
import { Modal } from './modal.tsx';
import { useRead } from './read.ts';

interface Asking {
  readonly dialog: ConfirmationDialog;
  answer(yes: boolean): void;
}

const none: readonly never[] = [];

/** One person's Slack, as small as it may be. */
export function Pane(props: {
  readonly about: About;
  readonly user: Somebody;
  readonly suggestion?: string | undefined;
  onBe(user: string): void;
}) {
  const { about, user, suggestion, onBe } = props;
  const channels = useChannels(user.id) ?? none;
  const modal = useModal(user.id);
  const read = useRead();
  const [place, setPlace] = useState<string>();
  const [thread, setThread] = useState<string>();
  const [asking, setAsking] = useState<Asking>();
  const [words, tell] = useState('');
  const channel = channels.find(({ id }) => id === place) ?? channels[0];
  const isHome = place === 'home';

  useEffect(() => {
    if (channel && !isHome && !document.hidden) read.haveRead(user.id, channel);
  });

  const client = useMemo<Client>(
    () => ({
      about,
      user,
      channels,
      confirm: (dialog) =>
        new Promise((resolve) => {
          const answer = (yes: boolean) => {
            setAsking(undefined);
            resolve(yes);
          };
          setAsking({ dialog, answer });
        }),
      openThread(channel, ts) {
        setPlace(channel);
        setThread(ts);
      },
      tell,
    }),
    [about, user, channels],
  );
  const go = (to: string) => {
    setPlace(to);
    setThread(undefined);
    tell('');
  };

  return (
    <ClientContext value={client}>
      <section className="pane" aria-label={user.realName}>
        <div className="whole" inert={Boolean(modal) || asking !== undefined}>
          <header className="who">
            <span className="avatar" aria-hidden="true">
              {initials(user.realName)}
            </span>
            <h2>
              <select
                aria-label="Who you are here"
                value={user.id}
                onChange={({ target }) => onBe(target.value)}
              >
                {about.people.map(({ id, realName, is }) => (
                  <option key={id} value={id}>
                    {realName}, {is}
                  </option>
                ))}
              </select>
            </h2>
          </header>
          <nav aria-label={`Places of ${first(user)}`}>
            {channels.map((one) => (
              <Tab
                key={one.id}
                name={nameOf(one)}
                isHere={!isHome && one.id === channel?.id}
                isUnread={read.isUnread(user.id, one)}
                onGo={() => go(one.id)}
              />
            ))}
            <Tab name="App Home" isHere={isHome} isUnread={false} onGo={() => go('home')} />
          </nav>
          {isHome && <Home key={user.id} />}
          {!isHome && channel && thread === undefined && (
            <Conversation
              key={`${user.id} ${channel.id}`}
              channel={channel}
              suggestion={channel.kind === 'im' ? undefined : suggestion}
            />
          )}
          {!isHome && channel && thread !== undefined && (
            <Thread
              key={`${user.id} ${thread}`}
              channel={channel}
              ts={thread}
              onClose={() => setThread(undefined)}
            />
          )}
          <p className="told" role="status">
            {words}
            {words && (
              <button type="button" className="icon" aria-label="Dismiss" onClick={() => tell('')}>
                ✕
              </button>
            )}
          </p>
        </div>
        {modal && <Modal key={modal.id} view={modal} inert={asking !== undefined} />}
        {asking && <Confirm of={asking.dialog} onAnswer={asking.answer} />}
      </section>
    </ClientContext>
  );
}

function Tab(props: {
  readonly name: string;
  readonly isHere: boolean;
  readonly isUnread: boolean;
  onGo(): void;
}) {
  return (
    <button
      type="button"
      className="tab"
      aria-current={props.isHere ? 'page' : undefined}
      onClick={props.onGo}
    >
      {props.name}
      {props.isUnread && (
        <span className="dot" role="img" aria-label="unread">
          ●
        </span>
      )}
    </button>
  );
}
