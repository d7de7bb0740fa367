import type { FileInput } from '@slack/types';
import { useState } from 'react';
import type { Attachment, HeldState } from '../../../slack/index.ts';
import { useSurface } from '../surface.ts';
import { aria } from './field.tsx';

/** Files of a form. Slack has them as soon as they are chosen. */
export function Attached(props: {
  readonly of: FileInput;
  readonly block: string;
  readonly id: string;
  readonly invalid: boolean;
}) {
  const { of, block, id, invalid } = props;
  const { attach, state } = useSurface();
  const [names, setNames] = useState(() => heldNames(state, block, of));
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');

  async function choose(box: HTMLInputElement) {
    setBusy(true);
    try {
      const files = await Promise.all([...(box.files ?? [])].map(read));
      await attach(block, of.action_id ?? '', files);
      setNames(files.map(({ name }) => name));
      setProblem('');
    } catch (error) {
      box.value = '';
      setProblem(error instanceof Error ? error.message : String(error));
    }
    setBusy(false);
  }

  return (
    <>
      <input
        id={id}
        type="file"
        multiple={(of.max_files ?? 10) > 1}
        accept={of.filetypes?.map((type) => `.${type}`).join()}
        aria-busy={isBusy}
        onChange={({ target }) => void choose(target)}
        {...aria({ describedBy: `${id}-about`, invalid: invalid || problem !== '' })}
      />
      <span className="note" role="status">
        {isBusy ? 'Uploading…' : names.length > 0 && `Attached: ${names.join(', ')}`}
      </span>
      {problem && (
        <p className="error" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}

function heldNames(state: HeldState, block: string, { action_id = '' }: FileInput): string[] {
  const held = state[block]?.[action_id];
  const files = held !== undefined && 'files' in held ? (held.files as { name: string }[]) : [];
  return files.map(({ name }) => name);
}

function read(file: File): Promise<Attachment> {
  const reader = new FileReader();
  return new Promise((resolve, reject) => {
    reader.onerror = () => reject(reader.error);
    reader.onload = () => {
      const [, content = ''] = String(reader.result).split(',');
      resolve({ name: file.name, content, encoding: 'base64' });
    };
    reader.readAsDataURL(file);
  });
}
