import { type ReactNode, useId, useState } from 'react';
import { keyed } from '../keyed.tsx';

/** As many lines of a command's answer as are shown before somebody asks for all. */
const shownLines = 8;

/** Lines as a terminal shows them; of many, the first ones. */
export function Fold({ text }: { readonly text: string }) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const lines = text.replace(/\n$/, '').split('\n');
  // Not for the sake of one or two lines.
  if (lines.length <= shownLines + 2) return <pre>{unbroken(lines)}</pre>;
  return (
    <div className="fold">
      <pre id={id}>{unbroken(isOpen ? lines : lines.slice(0, shownLines))}</pre>
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

/** Browsers break a line after the hyphen of an option: `-` and `path`. */
function unbroken(lines: readonly string[]): ReactNode {
  const parts = lines.join('\n').split(/((?<=\s)-\w+)/);
  return keyed(parts, (part) =>
    /^-\w/.test(part) ? <span className="option">{part}</span> : part,
  );
}
