/** What can be pressed or picked in a message, on the Home tab, and beside the fields of a form. */

import type { Button, ConfirmationDialog, KnownBlock } from '@slack/types';
import { type ReactNode, useId, useState } from 'react';
import { type Surface, useSurface, type Value } from '../surface.ts';
import { addressOf } from './block.tsx';
import { type FieldElement, initialValue, isField } from './choices.ts';
import { Field } from './field.tsx';
import { Overflow } from './overflow.tsx';
import { Text } from './text.tsx';

type Elements = Extract<KnownBlock, { type: 'actions' }>['elements'][number];
type Accessory = NonNullable<Extract<KnownBlock, { type: 'section' }>['accessory']>;
export type AnyElement = Elements | Accessory;

interface Props<T> {
  readonly of: T;
  /** Id of the block that it is in. */
  readonly block: string;
}

export function Element({ of, block }: Props<AnyElement>): ReactNode {
  if (of.type === 'button') return <PressButton of={of} block={block} />;
  if (of.type === 'overflow') return <Overflow of={of} block={block} />;
  if (of.type === 'image') return <img src={addressOf(of)} alt={of.alt_text} />;
  if (isField(of)) return <Menu of={of} block={block} />;
  return <span className="note">({of.type.replaceAll('_', ' ')})</span>;
}

/** How far an act has come; what went wrong is told where it was pressed. */
export function useAct(block: string) {
  const surface = useSurface();
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle');
  const act = async (
    { action_id = '', confirm }: { action_id?: string; confirm?: ConfirmationDialog },
    pick?: Value,
  ): Promise<boolean> => {
    if (confirm && !(await surface.confirm(confirm))) return false;
    setState('busy');
    const outcome = await pressed(surface, block, action_id, pick);
    setState(outcome === 'acknowledged' ? 'idle' : 'failed');
    return outcome === 'acknowledged';
  };
  return { state, act };
}

async function pressed(surface: Surface, block: string, action: string, pick?: Value) {
  try {
    return await surface.press(block, action, pick);
  } catch {
    // The message was changed under the finger: what stands there now tells what happened.
    return 'failed';
  }
}

export function Outcome({ state }: { readonly state: 'idle' | 'busy' | 'failed' }) {
  return (
    <span className="note" role="status">
      {state === 'busy' && 'Sending…'}
      {state === 'failed' && 'The app did not answer. Try again.'}
    </span>
  );
}

function PressButton({ of, block }: Props<Button>) {
  const { state, act } = useAct(block);
  return (
    <span className="act">
      <button
        type="button"
        className={`button ${of.style ?? ''}`}
        aria-label={of.accessibility_label}
        aria-busy={state === 'busy'}
        disabled={state === 'busy'}
        onClick={() => {
          if (of.url) window.open(of.url, '_blank', 'noreferrer');
          void act(of);
        }}
      >
        <Text of={of.text} />
      </button>
      <Outcome state={state} />
    </span>
  );
}

/** A menu that acts as soon as something is picked in it. */
function Menu({ of, block }: Props<FieldElement>) {
  const { state, act } = useAct(block);
  const [value, setValue] = useState<Value>(() => initialValue(of));
  const id = useId();
  const pick = async (picked: Value) => {
    const before = value;
    setValue(picked);
    if (!(await act(of, picked))) setValue(before);
  };
  return (
    <span className="act">
      <Field of={of} block={block} id={id} value={value} onChange={(picked) => void pick(picked)} />
      <Outcome state={state} />
    </span>
  );
}
