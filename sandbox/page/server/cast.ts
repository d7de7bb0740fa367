/** The people that a visitor may be, and what each of them is. */

import { people, settings, userGroups } from '../../site.ts';
import type { Somebody } from '../wire.ts';

export function cast(): Somebody[] {
  return Object.values(people).map((person) => ({
    id: person.id,
    name: person.name,
    realName: person.realName,
    is: roleOf(person),
  }));
}

type Person = (typeof people)[keyof typeof people];

function roleOf(person: Person): string {
  if ('team' in person) return 'of another workspace';
  if ('guest' in person) return 'a guest';
  const speaksFor = [
    person.id,
    ...userGroups.filter(({ members }) => includes(members, person.id)).map(({ id }) => id),
  ];
  const owned = Object.entries(settings.clusters)
    .filter(([, { owners }]) => speaksFor.some((entry) => includes(owners, entry)))
    .map(([name]) => name);
  if (owned.length > 0) return `owner of ${owned.join(' and ')}`;
  return 'admin' in person ? 'workspace admin, owns no cluster' : 'owns no cluster';
}

function includes(list: readonly string[], entry: string): boolean {
  return list.includes(entry);
}
