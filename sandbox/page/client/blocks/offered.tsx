import { useRef, useState } from 'react';
import type { Choice } from '../../../slack/index.ts';
import { useSurface } from '../surface.ts';
import type { OfferedField } from './choices.ts';
import { aria, type FieldProps } from './field.tsx';

/** A menu whose choices the app has: asked with each letter, and taken from what it offers. */
export function Offered({ of, block, ...props }: FieldProps<OfferedField>) {
  const { id, value, onChange } = props;
  const { offers } = useSurface();
  const [typed, setTyped] = useState<string>();
  const [choices, setChoices] = useState<readonly Choice[]>();
  const [active, setActive] = useState(0);
  const asked = useRef('');
  const isOpen = typed !== undefined;

  async function ask(words: string) {
    asked.current = words;
    setTyped(words);
    setActive(0);
    const found = await offers(block, of.action_id ?? '', words).catch(() => []);
    if (asked.current === words) setChoices(found);
  }

  function close() {
    asked.current = '';
    setTyped(undefined);
    setChoices(undefined);
  }

  function take(choice: Choice | undefined) {
    close();
    if (choice) onChange(choice.text);
  }

  function onKey(key: string): boolean {
    const last = (choices?.length ?? 0) - 1;
    if (key === 'Escape' && isOpen) close();
    else if (key === 'Enter' && isOpen) take(choices?.[active]);
    else if (key === 'ArrowDown' && isOpen) setActive(Math.min(active + 1, last));
    else if (key === 'ArrowDown') void ask('');
    else if (key === 'ArrowUp') setActive(Math.max(active - 1, 0));
    else return false;
    return true;
  }

  return (
    <div className="offered">
      <input
        id={id}
        type="text"
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={`${id}-offers`}
        aria-activedescendant={isOpen && choices?.length ? `${id}-${active}` : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        value={typed ?? String(value)}
        placeholder={of.placeholder?.text}
        onFocus={() => void ask('')}
        onBlur={close}
        onChange={({ target }) => void ask(target.value)}
        onKeyDown={(event) => {
          if (!onKey(event.key)) return;
          event.preventDefault();
          event.stopPropagation();
        }}
        {...aria(props)}
      />
      <div id={`${id}-offers`} role="listbox" aria-label="Choices" hidden={!isOpen}>
        {choices?.map((choice, index) => (
          <div
            key={choice.text}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            // Before the field loses the focus, and the choices with it.
            onPointerDown={(event) => {
              event.preventDefault();
              take(choice);
            }}
          >
            {choice.text}
            {choice.description && <small>{choice.description}</small>}
          </div>
        ))}
        {choices?.length === 0 && <p className="note">Nothing is known yet: type it.</p>}
      </div>
    </div>
  );
}
