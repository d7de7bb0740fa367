import { memo, useMemo } from 'react';
import type { HeldState, SeenMessage } from '../../../slack/index.ts';
import { Blocks } from '../blocks/block.tsx';
import { hour } from '../blocks/date.ts';
import { ownTimeZone, ReaderContext } from '../blocks/reader.ts';
import { Mrkdwn } from '../blocks/text.tsx';
import { act } from '../server.ts';
import { type Surface, SurfaceContext } from '../surface.ts';
import { count, initials } from '../words.ts';
import { useClient } from './client.ts';
import { MessageActions } from './shortcuts.tsx';

/** A message, with its buttons at work. */
export const Message = memo(function Message(props: {
  readonly of: SeenMessage;
  /** Within its thread, where nothing leads to the thread. */
  readonly inThread?: boolean;
  /** How many of its replies are new to this person. */
  readonly unseen?: number;
}) {
  const { of: message, inThread = false, unseen = 0 } = props;
  const { about, openThread } = useClient();
  const { channel, ts, user, names, blocks, text, state } = message;
  const author = about.people.find(({ id }) => id === user)?.realName ?? message.author;
  const reader = useMemo(
    () => ({ names, tz: ownTimeZone, follow: openThread }),
    [names, openThread],
  );
  const surface = useMessageSurface(channel, ts, state);
  return (
    <article
      className={`message ${message.ephemeral ? 'ephemeral' : ''}`}
      aria-label={`${author}, ${hour(Number(ts), ownTimeZone)}`}
      data-ts={ts}
    >
      <span className={`avatar ${message.byApp ? 'app' : ''}`} aria-hidden="true">
        {initials(author)}
      </span>
      <div className="body">
        {message.ephemeral && <p className="note">Only visible to you</p>}
        {message.broadcast && !inThread && (
          <p className="note">
            replied to{' '}
            <button type="button" className="quiet" onClick={() => openThread(channel, ts)}>
              a thread
            </button>
          </p>
        )}
        <div className="byline">
          <b>{author}</b>
          {message.byApp && <span className="badge">APP</span>}
          <time dateTime={new Date(Number(ts) * 1000).toISOString()}>
            {hour(Number(ts), ownTimeZone)}
          </time>
          {message.broadcast && inThread && <span>also sent to the channel</span>}
        </div>
        <ReaderContext value={reader}>
          <SurfaceContext value={surface}>
            {blocks.length > 0 ? (
              <Blocks of={blocks} />
            ) : (
              <div className="mrkdwn">
                <Mrkdwn text={text} />
              </div>
            )}
          </SurfaceContext>
        </ReaderContext>
        {message.files.map((file) => (
          <details key={file.id} className="file">
            <summary>
              {file.title} <span className="note">{file.name}</span>
            </summary>
            <pre>{file.content}</pre>
          </details>
        ))}
        {message.edited && <span className="note">(edited)</span>}
        {!inThread && message.replies > 0 && (
          <button type="button" className="quiet replies" onClick={() => openThread(channel, ts)}>
            {count(message.replies, 'reply', 'replies')}
            {unseen > 0 && <span className="new"> · {unseen} new</span>}
          </button>
        )}
      </div>
      <MessageActions of={message} inThread={inThread} />
    </article>
  );
});

function useMessageSurface(channel: string, ts: string, state: HeldState): Surface {
  const { about, channels, user, confirm } = useClient();
  return useMemo(
    () => ({
      async press(block, action, pick) {
        const options = { block, confirm: true, ...(pick === undefined ? {} : { pick }) };
        const { outcome } = await act('press', user.id, { channel, ts }, action, options);
        return outcome === 'asked' ? 'cancelled' : outcome;
      },
      offers: (block, action, typed) =>
        act('offers', user.id, { channel, ts }, action, typed, { block }),
      async attach(block, action, attach) {
        await act('press', user.id, { channel, ts }, action, { block, attach });
      },
      confirm,
      state,
      values: {},
      fill() {},
      errors: {},
      people: about.people,
      channels,
    }),
    [about, channels, user, confirm, channel, ts, state],
  );
}
