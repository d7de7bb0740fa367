import type { InputBlock } from '@slack/types';
import { useEffect, useId, useRef } from 'react';
import { useSurface, type Value } from '../surface.ts';
import { Attached } from './attached.tsx';
import { type FieldElement, initialValue, isField } from './choices.ts';
import { Outcome, useAct } from './element.tsx';
import { Field } from './field.tsx';
import { Text } from './text.tsx';

/** As long after the last key as an app that wants every character is told of them. */
const quietMs = 300;

/** A field of a form: its label, its hint, and what is wrong with it. */
export function Input({ of }: { readonly of: InputBlock }) {
  const { errors } = useSurface();
  const id = useId();
  const { element, label, hint, optional, block_id: block = '' } = of;
  const error = errors[block];
  const isList =
    ['checkboxes', 'radio_buttons'].includes(element.type) || /^multi_/.test(element.type);
  const words = (
    <>
      <Text of={label} />
      {optional && <span className="note"> (optional)</span>}
    </>
  );
  return (
    <div className="input">
      {isList ? (
        <span className="label" id={`${id}-label`}>
          {words}
        </span>
      ) : (
        <label className="label" id={`${id}-label`} htmlFor={id}>
          {words}
        </label>
      )}
      {isField(element) ? (
        <Filled of={element} input={of} id={id} invalid={error !== undefined} />
      ) : element.type === 'file_input' ? (
        <Attached of={element} block={block} id={id} invalid={error !== undefined} />
      ) : (
        <span className="note">This page cannot show a {element.type.replaceAll('_', ' ')}.</span>
      )}
      <div id={`${id}-about`}>
        {error && (
          <p className="error" role="alert">
            <span aria-hidden="true">✕ </span>
            {error}
          </p>
        )}
        {hint && (
          <p className="note">
            <Text of={hint} />
          </p>
        )}
      </div>
    </div>
  );
}

function Filled(props: {
  readonly of: FieldElement;
  readonly input: InputBlock;
  readonly id: string;
  readonly invalid: boolean;
}) {
  const { of, input, id, invalid } = props;
  const { block_id: block = '', dispatch_action: dispatches = false } = input;
  const { values, fill } = useSurface();
  const { state, act } = useAct(block);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const send = (value: Value) => void act(of, value);
  const value = values[block] ?? initialValue(of);
  const isTyped = 'dispatch_action_config' in of || /_input$/.test(of.type);
  const onKey =
    'dispatch_action_config' in of &&
    of.dispatch_action_config?.trigger_actions_on?.includes('on_character_entered');
  return (
    <>
      <Field
        of={of}
        block={block}
        id={id}
        value={value}
        labelledBy={`${id}-label`}
        describedBy={`${id}-about`}
        invalid={invalid}
        onChange={(changed) => {
          fill(block, changed);
          if (!dispatches) return;
          clearTimeout(timer.current);
          if (!isTyped) send(changed);
          else if (onKey) timer.current = setTimeout(() => send(changed), quietMs);
        }}
        {...(dispatches && isTyped && !onKey ? { onEnter: () => send(value) } : {})}
      />
      {state === 'failed' && <Outcome state={state} />}
    </>
  );
}
