import { useId, useRef, useState } from 'react';
import { act } from '../server.ts';
import { useClient } from './client.ts';
import { GlobalShortcuts } from './shortcuts.tsx';

/** Where a person types: words, and the app's commands. */
export function Composer(props: {
  readonly channel: string;
  /** `Message #data-platform`. */
  readonly label: string;
  readonly thread?: string;
  /** What a newcomer might type here now. */
  readonly suggestion?: string | undefined;
}) {
  const { channel, label, thread, suggestion } = props;
  const { about, user, tell } = useClient();
  const [text, setText] = useState('');
  const [isBusy, setBusy] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const command = about.offers.commands.find((one) => text.startsWith(one.command));

  async function send() {
    const typed = text.trim();
    if (typed === '' || isBusy) return;
    setBusy(true);
    setText('');
    try {
      const options = thread === undefined ? {} : { thread };
      const { outcome, shown } = await act('type', user.id, channel, typed, options);
      if (outcome !== 'refused') return;
      tell(shown);
      setText(typed);
    } catch (error) {
      tell(error instanceof Error ? error.message : String(error));
      setText(typed);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {suggestion !== undefined && text === '' && !isBusy && (
        <p className="suggestion">
          Try:{' '}
          <button
            type="button"
            onClick={() => {
              setText(suggestion);
              box.current?.focus();
            }}
          >
            <code>{suggestion}</code>
          </button>
        </p>
      )}
      {command && (
        <p className="note" id={id}>
          <b>{command.command}</b> {command.hint} · {command.description}
        </p>
      )}
      <div className="line">
        {thread === undefined && <GlobalShortcuts over={channel} />}
        <textarea
          ref={box}
          rows={1}
          value={text}
          aria-label={label}
          aria-describedby={command && id}
          placeholder={isBusy ? 'Sending…' : label}
          onChange={({ target }) => setText(target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            void send();
          }}
        />
        <button type="submit" className="button primary" disabled={text.trim() === '' || isBusy}>
          Send
        </button>
      </div>
    </form>
  );
}
