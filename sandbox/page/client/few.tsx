import type { ReactNode } from 'react';

/** The first ones; the others where somebody asks for them. */
export function Few(props: {
  readonly most: number;
  readonly of: readonly ReactNode[];
  /** What the others are: `replicas`. */
  readonly what: string;
}) {
  const { most, of, what } = props;
  // Not for the sake of a single one.
  if (of.length <= most + 1) return of;
  return (
    <>
      {of.slice(0, most)}
      <details className="rest">
        <summary>
          {of.length - most} more {what}
        </summary>
        {of.slice(most)}
      </details>
    </>
  );
}
