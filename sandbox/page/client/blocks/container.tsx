import type { ContainerBlock } from '@slack/types';
import type { ReactNode } from 'react';
import { RichText } from './rich-text.tsx';
import { Text } from './text.tsx';

/** Blocks behind a title; folded, they are opened by a click on it. `children`: those blocks, drawn. */
export function Container({
  of,
  children,
}: {
  readonly of: ContainerBlock;
  readonly children: ReactNode;
}) {
  const title = of.rich_text_title ? (
    <RichText of={of.rich_text_title} />
  ) : (
    of.title && <Text of={of.title} />
  );
  if (!of.is_collapsible) {
    return (
      <section className="container">
        <h3>{title}</h3>
        {children}
      </section>
    );
  }
  return (
    <details className="container" open={!of.default_collapsed}>
      <summary>{title}</summary>
      {children}
    </details>
  );
}
