import { type ReactNode, useId, useRef } from 'react';
import { keyed } from './keyed.tsx';

export interface MenuItem {
  readonly label: ReactNode;
  readonly about?: string;
  run(): unknown;
}

/** A button, and what it offers: over everything else, closed by Escape and by a click elsewhere. */
export function Menu(props: {
  readonly label: string;
  readonly sign: string;
  readonly className: string;
  readonly items: readonly MenuItem[];
}) {
  const { label, sign, className, items } = props;
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  return (
    <>
      <button
        type="button"
        className={className}
        aria-label={label}
        aria-haspopup="true"
        title={label}
        popoverTarget={id}
      >
        {sign}
      </button>
      <div ref={list} id={id} popover="auto" className="menu">
        {keyed(items, ({ label, about, run }) => (
          <button
            type="button"
            onClick={() => {
              list.current?.hidePopover();
              void run();
            }}
          >
            {label}
            {about && <small>{about}</small>}
          </button>
        ))}
      </div>
    </>
  );
}
