import type { PlanBlock, TaskCardBlock } from '@slack/types';
import { RichText } from './rich-text.tsx';

/** The signs differ in their shape, and are read out in words. */
const signs = {
  pending: { sign: '', words: 'not begun' },
  in_progress: { sign: '', words: 'in progress' },
  complete: { sign: '✓', words: 'done' },
  error: { sign: '✕', words: 'failed' },
} as const;

export function Plan({ of }: { readonly of: PlanBlock }) {
  return (
    <div className="plan">
      <h3>{of.title}</h3>
      <ol>
        {(of.tasks ?? []).map((task) => (
          <Task key={String(task['task_id'])} of={task as TaskCardBlock} />
        ))}
      </ol>
    </div>
  );
}

export function TaskCard({ of }: { readonly of: TaskCardBlock }) {
  return (
    <div className="plan">
      <ol>
        <Task of={of} />
      </ol>
    </div>
  );
}

function Task({ of }: { readonly of: TaskCardBlock }) {
  const { title, status = 'pending', details, output } = of;
  const { sign, words } = signs[status];
  return (
    <li className={`task ${status}`}>
      <span className="sign" role="img" aria-label={words}>
        {sign}
      </span>
      <div>
        {title}
        {details && (
          <div className="details">
            <RichText of={details} />
          </div>
        )}
        {output && (
          <div className="details">
            <RichText of={output} />
          </div>
        )}
      </div>
    </li>
  );
}
