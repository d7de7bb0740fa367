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
  const [underWay, setUnderWay] = useState(0);
  const box = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const command = about.offers.commands.find((one) => text.startsWith(one.command));

  async function send() {
    const typed = text.trim();
    if (typed === '') return;
    setUnderWay((amount) => amount + 1);
    setText('');
    try {
      const options = thread === undefined ? {} : { thread };
      const { outcome, shown } = await act('type', user.id, channel, typed, options);
      if (outcome !== 'refused') return;
      giveBack(shown);
    } catch (error) {
      giveBack(error instanceof Error ? error.message : String(error));
    } finally {
      setUnderWay((amount) => amount - 1);
    }

    function giveBack(why: string) {
      tell(why);
      // Unless something else has been typed meanwhile.
      setText((present) => present || typed);
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
      {suggestion !== undefined && text === '' && underWay === 0 && (
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
          placeholder={underWay > 0 ? 'Sending…' : label}
          onChange={({ target }) => setText(target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            void send();
          }}
        />
        <button type="submit" className="button primary" disabled={text.trim() === ''}>
          Send
        </button>
      </div>
    </form>
  );
}
