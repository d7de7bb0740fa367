import type { Overflow as OverflowElement } from '@slack/types';
import { Menu } from '../menu.tsx';
import { Outcome, useAct } from './element.tsx';
import { Text } from './text.tsx';

/** Three dots, and behind them up to five things to do. */
export function Overflow({ of, block }: { readonly of: OverflowElement; readonly block: string }) {
  const { state, act } = useAct(block);
  const items = of.options.map(({ text, value = '' }) => ({
    label: <Text of={text} />,
    run: () => act(of, value),
  }));
  return (
    <span className="act">
      <Menu label="More choices" sign="⋯" className="button" items={items} />
      <Outcome state={state} />
    </span>
  );
}
