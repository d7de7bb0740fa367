import type { Overflow as OverflowElement } from '@slack/types';
import { useRef } from 'react';
import { keyed } from '../keyed.tsx';
import { Outcome, useAct } from './element.tsx';
import { Text } from './text.tsx';

/** Three dots, and behind them up to five things to do. */
export function Overflow({ of, block }: { readonly of: OverflowElement; readonly block: string }) {
  const { state, act } = useAct(block);
  const details = useRef<HTMLDetailsElement>(null);
  const close = () => {
    if (details.current) details.current.open = false;
  };
  return (
    <span className="act">
      <details className="menu" ref={details} onKeyDown={({ key }) => key === 'Escape' && close()}>
        <summary className="button" aria-label="More actions">
          ⋯
        </summary>
        <div>
          {keyed(of.options, (option) => (
            <button
              type="button"
              onClick={() => {
                close();
                void act(of, option.value ?? '');
              }}
            >
              <Text of={option.text} />
            </button>
          ))}
        </div>
      </details>
      <Outcome state={state} />
    </span>
  );
}
