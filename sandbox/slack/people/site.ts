import type { Core } from '../core.ts';
import type { Connections } from '../delivery/connections.ts';
import type { Line } from '../delivery/delivery.ts';
import { findPerson } from '../world/find.ts';
import type { Person } from '../world/types.ts';

/** What the acts of people need: the workspace's state and the way to the app. */
export interface Site {
  readonly core: Core;
  readonly connections: Connections;
  /** Socket Mode or signed HTTP, whichever is installed. */
  line: Line;
}

/** A person who can do something. Throws if deactivated. */
export function actorNamed(core: Core, ref: string): Person {
  const person = findPerson(core, ref);
  if (person.deleted) throw new Error(`${person.name} is deactivated`);
  return person;
}
