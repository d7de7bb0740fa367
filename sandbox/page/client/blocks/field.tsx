/** What can be filled in, as the elements of HTML that browsers and screen readers know. */

import { useSurface, type Value } from '../surface.ts';
import {
  choicesOf,
  type FieldElement,
  type ListField,
  type ManyField,
  type OneField,
  type TextField,
  type TimeField,
} from './choices.ts';
import { Offered } from './offered.tsx';
import { Text } from './text.tsx';

export interface FieldProps<T = FieldElement> {
  readonly of: T;
  /** Id of the block that it is in. */
  readonly block: string;
  readonly id: string;
  readonly value: Value;
  onChange(value: Value): void;
  /** Ids of what names and what describes it. */
  readonly labelledBy?: string;
  readonly describedBy?: string;
  readonly invalid?: boolean;
  onEnter?(): void;
}

export function Field(props: FieldProps) {
  const { of, ...rest } = props;
  switch (of.type) {
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
      return <Typed of={of} {...rest} />;
    case 'datepicker':
    case 'timepicker':
    case 'datetimepicker':
      return <Timed of={of} {...rest} />;
    case 'static_select':
    case 'users_select':
    case 'conversations_select':
    case 'channels_select':
      return <Select of={of} {...rest} />;
    case 'external_select':
      return <Offered of={of} {...rest} />;
    default:
      return <Choices of={of} {...rest} />;
  }
}

export function aria({
  labelledBy,
  describedBy,
  invalid,
}: Pick<FieldProps, 'labelledBy' | 'describedBy' | 'invalid'>) {
  return {
    'aria-labelledby': labelledBy,
    'aria-describedby': describedBy,
    'aria-invalid': invalid || undefined,
  };
}

const inputTypes = {
  plain_text_input: 'text',
  email_text_input: 'email',
  url_text_input: 'url',
  number_input: 'number',
} as const;

function Typed({ of, ...props }: FieldProps<TextField>) {
  const { id, value, onChange, onEnter } = props;
  const shared = {
    id,
    value: String(value),
    placeholder: of.placeholder?.text,
    ...aria(props),
  };
  if (of.type === 'plain_text_input' && of.multiline) {
    return <textarea {...shared} rows={3} onChange={({ target }) => onChange(target.value)} />;
  }
  return (
    <input
      {...shared}
      type={inputTypes[of.type]}
      autoComplete="off"
      onChange={({ target }) => onChange(target.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !onEnter) return;
        event.preventDefault();
        onEnter();
      }}
    />
  );
}

function Timed({ of, ...props }: FieldProps<TimeField>) {
  const { id, value, onChange } = props;
  const type = {
    datepicker: 'date',
    timepicker: 'time',
    datetimepicker: 'datetime-local',
  } as const;
  const isBoth = of.type === 'datetimepicker';
  return (
    <input
      id={id}
      type={type[of.type]}
      value={isBoth ? localTime(String(value)) : String(value)}
      onChange={({ target }) =>
        onChange(isBoth ? String(Date.parse(target.value) / 1000) : target.value)
      }
      {...aria(props)}
    />
  );
}

/** Seconds since 1970 as `datetime-local` has them. */
function localTime(seconds: string): string {
  if (seconds === '') return '';
  const at = new Date(Number(seconds) * 1000);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function Select({ of, ...props }: FieldProps<OneField>) {
  const { id, value, onChange } = props;
  const groups = choicesOf(of, useSurface());
  const options = groups.map(({ label, choices }) => {
    const inside = choices.map(({ value, option }) => (
      <option key={value} value={value}>
        {option.text.text}
      </option>
    ));
    return label ? (
      <optgroup key={label} label={label}>
        {inside}
      </optgroup>
    ) : (
      inside
    );
  });
  return (
    <select
      id={id}
      value={String(value)}
      onChange={({ target }) => onChange(target.value)}
      aria-label={props.labelledBy ? undefined : of.placeholder?.text}
      {...aria(props)}
    >
      <option value="" disabled>
        {of.placeholder?.text ?? 'Choose one'}
      </option>
      {options}
    </select>
  );
}

function Choices({ of, ...props }: FieldProps<ListField | ManyField>) {
  const { id, value, onChange, labelledBy, describedBy } = props;
  const isOne = of.type === 'radio_buttons';
  const chosen = typeof value === 'string' ? [value] : value;
  const toggle = (one: string) => {
    if (isOne) onChange(one);
    else onChange(chosen.includes(one) ? chosen.filter((each) => each !== one) : [...chosen, one]);
  };
  return (
    <fieldset
      className="choices"
      id={id}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
    >
      {choicesOf(of, useSurface()).flatMap(({ label, choices }) => [
        label && <b key={`group ${label}`}>{label}</b>,
        ...choices.map(({ value: one, option }) => (
          <label key={one}>
            <input
              type={isOne ? 'radio' : 'checkbox'}
              name={id}
              checked={chosen.includes(one)}
              onChange={() => toggle(one)}
            />
            <span>
              <Text of={option.text} />
              {option.description && (
                <small>
                  <Text of={option.description} />
                </small>
              )}
            </span>
          </label>
        )),
      ])}
    </fieldset>
  );
}
