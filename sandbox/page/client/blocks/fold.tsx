import { useId, useState } from 'react';

/** As many lines of a command's answer as are shown before somebody asks for all. */
const shownLines = 8;

/** Lines as a terminal shows them; of many, the first ones. */
export function Fold({ text }: { readonly text: string }) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const lines = text.replace(/\n$/, '').split('\n');
  // Not for the sake of one or two lines.
  if (lines.length <= shownLines + 2) return <pre>{lines.join('\n')}</pre>;
  return (
    <div className="fold">
      <pre id={id}>{(isOpen ? lines : lines.slice(0, shownLines)).join('\n')}</pre>
      <button
        type="button"
        className="quiet"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? 'Show less' : `Show all ${lines.length} lines`}
      </button>
    </div>
  );
}
