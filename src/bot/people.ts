/** Who may do what: an owner's entry in the settings, and an account in good standing behind it. */

import { type ClusterSettings, ownersOf } from '../config.ts';
import type { Person } from '../jobs/events.ts';
import { type Plan, type Side, streamOn } from '../jobs/plan.ts';
import type { RequestState } from '../jobs/state.ts';
import type { StreamPath } from '../mapr/path.ts';
import { type Directory, type Freshness, isGroup, type Profile } from './directory.ts';

export type Standing = 'good' | 'elsewhere' | 'guest' | 'deactivated' | 'bot';

/** @param team the workspace that the bot belongs to */
export function standingOf(profile: Profile, team: string): Standing {
  if (profile.team !== team) return 'elsewhere';
  if (profile.bot) return 'bot';
  if (profile.deleted) return 'deactivated';
  return profile.outsider ? 'guest' : 'good';
}

export interface People {
  standing(user: string, options?: Freshness): Promise<Standing>;
  /** The owner that a user is by the first of these entries that names them, or a group of theirs; or null. */
  asOwner(user: string, entries: readonly string[], options?: Freshness): Promise<Person | null>;
  /** The owner that a user approves for a side as, or null: who asked, or has approved for the other side, does not. */
  asApprover(
    user: string,
    state: RequestState,
    side: Side,
    options?: Freshness,
  ): Promise<Person | null>;
  /** The requester, or an owner of either side; or null. */
  asInvolved(user: string, state: RequestState, options?: Freshness): Promise<Person | null>;
  /** The entries of the owners' lists that name this user, and the user themselves. */
  entriesOf(user: string): Promise<readonly string[]>;
  /** Of those who could approve for these entries, but for this user, the first so many. */
  others(user: string, entries: readonly string[], most: number): Promise<readonly string[]>;
  /** The members of a user group. */
  membersOf(group: string): Promise<readonly string[]>;
  /** The owners' entries of a stream. */
  ownersOf(stream: StreamPath): readonly string[];
  /** The same of a side's. */
  ownersOn(side: Side, plan: Plan): readonly string[];
}

export function createPeople(
  directory: Pick<Directory, 'profile' | 'members'>,
  team: () => string,
  settings: { readonly clusters: Readonly<Record<string, ClusterSettings>> },
): People {
  const of = (stream: StreamPath) => ownersOf(settings, stream);
  const ownersOn = (side: Side, plan: Plan) => of(streamOn(side, plan));

  return {
    standing,
    asOwner,
    asApprover,
    asInvolved,
    entriesOf,
    others,
    membersOf: (group) => directory.members(group),
    ownersOf: of,
    ownersOn,
  };

  async function standing(user: string, options?: Freshness): Promise<Standing> {
    return standingOf(await directory.profile(user, options), team());
  }

  async function asOwner(
    user: string,
    entries: readonly string[],
    options?: Freshness,
  ): Promise<Person | null> {
    if (entries.includes(user)) return { user, via: user };
    const groups = entries.filter(isGroup);
    const members = await Promise.all(groups.map((group) => directory.members(group, options)));
    const via = groups.find((_, index) => members[index]?.includes(user));
    return via === undefined ? null : { user, via };
  }

  async function asApprover(
    user: string,
    { requester, plan, consents }: RequestState,
    side: Side,
    options?: Freshness,
  ): Promise<Person | null> {
    const other = consents[side === 'source' ? 'replica' : 'source'];
    const spoken = other.kind === 'granted' ? other.approver.user : null;
    if (user === requester.user || user === spoken) return null;
    return asOwner(user, ownersOn(side, plan), options);
  }

  async function asInvolved(
    user: string,
    { requester, plan }: RequestState,
    options?: Freshness,
  ): Promise<Person | null> {
    if (user === requester.user) return requester;
    return asOwner(user, [...ownersOn('source', plan), ...ownersOn('replica', plan)], options);
  }

  async function entriesOf(user: string): Promise<readonly string[]> {
    const groups = [...new Set(allOwners(settings).filter(isGroup))];
    const members = await Promise.all(groups.map((group) => directory.members(group)));
    return [user, ...groups.filter((_, index) => members[index]?.includes(user))];
  }

  async function others(user: string, entries: readonly string[], most: number) {
    const found: string[] = [];
    const seen = new Set([user]);
    for (const entry of entries) {
      for (const each of isGroup(entry) ? await directory.members(entry) : [entry]) {
        if (seen.has(each)) continue;
        seen.add(each);
        if ((await standing(each)) === 'good') found.push(each);
        if (found.length === most) return found;
      }
    }
    return found;
  }
}

function allOwners({ clusters }: { clusters: Readonly<Record<string, ClusterSettings>> }) {
  return Object.values(clusters).flatMap(({ owners, paths }) => [
    ...owners,
    ...paths.flatMap((path) => path.owners),
  ]);
}
