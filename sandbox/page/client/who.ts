import { useMemo, useSyncExternalStore } from 'react';
import type { About, Somebody } from '../wire.ts';

export type Side = 'left' | 'right';

/** Who is on the page, by the address's hash (`#maya,noor`), so that a reload forgets nobody. */
export function useWho(
  about: About,
): [readonly [Somebody, Somebody], (side: Side, user: string) => void] {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  return useMemo(() => {
    const { people, story } = about;
    const named = (name: string | undefined, other: string) =>
      people.find((one) => one.name === name) ?? people.find((one) => one.name === other) ?? nobody;
    const [first, second] = hash.slice(1).split(',');
    const left = named(first, story.asker);
    const other = left.name === story.approver ? story.asker : story.approver;
    const right = named(second, other);
    const be = (side: Side, user: string) => {
      const name = people.find(({ id }) => id === user)?.name;
      location.hash = side === 'left' ? `${name},${right.name}` : `${left.name},${name}`;
    };
    return [[left, right], be];
  }, [about, hash]);
}

const nobody: Somebody = { id: '', name: '', realName: '', is: '' };

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}
