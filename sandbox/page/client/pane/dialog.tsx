import type { ConfirmationDialog } from '@slack/types';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { Text } from '../blocks/text.tsx';

/**
 * A dialog over one person's client; the other client stays usable. Whoever opens it makes what is
 * below it inert.
 */
export function Dialog(props: {
  readonly title: ReactNode;
  readonly role?: 'dialog' | 'alertdialog';
  readonly inert?: boolean;
  readonly children: ReactNode;
  onClose(): void;
}) {
  const { title, role = 'dialog', inert = false, children, onClose } = props;
  const id = useId();
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    box.current?.querySelector<HTMLElement>('input, select, textarea, .primary')?.focus();
    if (!box.current?.contains(document.activeElement)) box.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <div className="veil" inert={inert}>
      <dialog
        open
        ref={box}
        role={role}
        aria-modal="true"
        aria-labelledby={id}
        tabIndex={-1}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          onClose();
        }}
      >
        <header>
          <h2 id={id}>{title}</h2>
          <button type="button" className="icon" aria-label="Close" onClick={onClose}>
            ✕
          </button>
        </header>
        {children}
      </dialog>
    </div>
  );
}

/** Asks once more before something is done. */
export function Confirm(props: {
  readonly of: ConfirmationDialog;
  onAnswer(answer: boolean): void;
}) {
  const { title, text, confirm, deny, style } = props.of;
  return (
    <Dialog
      title={title && <Text of={title} />}
      role="alertdialog"
      onClose={() => props.onAnswer(false)}
    >
      <div className="content mrkdwn">
        <Text of={text} />
      </div>
      <footer>
        <button type="button" className="button" onClick={() => props.onAnswer(false)}>
          {deny ? <Text of={deny} /> : 'Cancel'}
        </button>
        <button
          type="button"
          className={`button ${style === 'danger' ? 'danger' : 'primary'}`}
          onClick={() => props.onAnswer(true)}
        >
          {confirm ? <Text of={confirm} /> : 'OK'}
        </button>
      </footer>
    </Dialog>
  );
}
