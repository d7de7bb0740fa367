import { Fragment, type ReactNode } from 'react';

/** Things in a row that nothing but their place tells apart: the spans of a text, the blocks of a message. */
export function keyed<T>(of: readonly T[], shown: (one: T) => ReactNode): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: see above
  return of.map((one, index) => <Fragment key={index}>{shown(one)}</Fragment>);
}
