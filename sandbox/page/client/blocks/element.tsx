/** What can be pressed or picked in a message, on the Home tab, and beside the fields of a form. */

import type { Button, ConfirmationDialog, KnownBlock } from '@slack/types';
import { type ReactNode, useId, useState } from 'react';
import { type Surface, useSurface, type Value } from '../surface.ts';
import { addressOf } from './block.tsx';
import { type FieldElement, heldValue, initialValue, isField } from './choices.ts';
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
  /** Id of what names it. */
  readonly labelledBy?: string;
}

export function Element({ of, block, labelledBy }: Props<AnyElement>): ReactNode {
  if (of.type === 'button') return <PressButton of={of} block={block} />;
  if (of.type === 'overflow') return <Overflow of={of} block={block} />;
  if (of.type === 'image') return <img src={addressOf(of)} alt={of.alt_text} />;
  if (isField(of)) {
    // With other ids or options it is another one, which begins anew.
    const { action_id, options } = { options: [], ...of };
    const key = JSON.stringify([block, action_id, options]);
    // Other menus have their placeholder for a name.
    const isNamed = of.type === 'checkboxes' || of.type === 'radio_buttons';
    return (
      <Menu key={key} of={of} block={block} {...(isNamed && labelledBy ? { labelledBy } : {})} />
    );
  }
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

/** A menu, or boxes, that act as soon as something is picked in them. */
function Menu({ of, block, labelledBy }: Props<FieldElement>) {
  const { state, act } = useAct(block);
  const [value, setValue] = useHeld(of, block, state === 'busy');
  const id = useId();
  const pick = async (picked: Value) => {
    setValue(picked);
    if (!(await act(of, picked))) setValue(undefined);
  };
  return (
    <span className="act">
      <Field
        of={of}
        block={block}
        id={id}
        value={value}
        onChange={(picked) => void pick(picked)}
        {...(labelledBy ? { labelledBy } : {})}
      />
      <Outcome state={state} />
    </span>
  );
}

/**
 * What a menu shows: what was picked in it here, until the workspace knows of something newer.
 * @param isBusy nothing that the workspace tells is newer than an act under way
 * @returns the value, and the way to pick another, or none
 */
function useHeld(
  of: FieldElement,
  block: string,
  isBusy: boolean,
): [Value, (picked: Value | undefined) => void] {
  const known = heldValue(of, block, useSurface().state);
  const words = JSON.stringify(known);
  const [told, setTold] = useState(words);
  const [picked, setPicked] = useState<Value>();
  if (told !== words) {
    setTold(words);
    if (!isBusy) setPicked(undefined);
  }
  return [picked ?? known ?? initialValue(of), setPicked];
}
