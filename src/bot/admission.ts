/** Who may ask for what, and where: looked up when it is asked for. */

import type { Person } from '../jobs/events.ts';
import {
  consentSide,
  type Plan,
  type Procedure,
  rowsFor,
  type Side,
  sides,
  streamOn,
} from '../jobs/plan.ts';
import type { Directory } from './directory.ts';
import type { People } from './people.ts';
import * as answers from './views/answers.ts';
import type { Message } from './views/index.ts';

export interface Who {
  readonly user: string;
  /** The workspace that they come from. */
  readonly team: string;
}

/** What has to change before it would not be refused: who asks, where it is told, or a stream. */
export type Part = 'person' | 'channel' | 'source' | 'replica';

export interface Refused {
  readonly part: Part;
  readonly message: Message;
}

export interface Admission {
  /** Why this person cannot ask there, whatever it is for; no channel is looked at where it is null. */
  whyNot(who: Who, channel: string | null): Promise<Refused | null>;
  /** @returns who asks and for which side they speak, or why it is refused */
  admit(
    who: Who,
    channel: string | null,
    plan: Plan,
    procedure: Procedure,
  ): Promise<Party | Refused>;
}

/** Who asks, and whose consent that is. */
export interface Party {
  readonly requester: Person;
  readonly speaksFor: Side | null;
}

export interface AdmissionSettings {
  readonly people: People;
  readonly directory: Directory;
  /** The workspace that the bot belongs to. */
  readonly team: () => string;
}

export function createAdmission({ people, directory, team }: AdmissionSettings): Admission {
  return {
    whyNot,
    admit: async (who, channel, plan, procedure) =>
      (await whyNot(who, channel)) ?? (await asParty(who, plan, procedure)),
  };

  async function whyNot(
    { user, team: from }: Who,
    channel: string | null,
  ): Promise<Refused | null> {
    if (from !== team()) return { part: 'person', message: answers.otherWorkspace() };
    const message = channel === null ? null : await whyNotHere(channel);
    if (message) return { part: 'channel', message };
    const standing = await people.standing(user);
    if (standing === 'good') return null;
    return { part: 'person', message: answers.notInStanding(standing) };
  }

  async function whyNotHere(channel: string): Promise<Message | null> {
    const known = await directory.channel(channel);
    if (!known?.joined) return answers.notInChannel();
    if (known.shared) return answers.sharedChannel();
    return known.archived ? answers.notInChannel() : null;
  }

  /**
   * An owner of one side speaks for it: that is the first of the two consents, and somebody else has
   * to give the second. Who owns both speaks for the side whose other one has somebody to agree.
   * Who owns neither may ask, and both sides are asked.
   */
  async function asParty(
    { user }: Who,
    plan: Plan,
    procedure: Procedure,
  ): Promise<Party | Refused> {
    const [source, replica] = await Promise.all(
      sides.map((side) => people.asOwner(user, people.ownersOn(side, plan))),
    );
    const parties: Party[] = [
      ...(source ? [{ requester: source, speaksFor: 'source' as const }] : []),
      ...(replica ? [{ requester: replica, speaksFor: 'replica' as const }] : []),
    ];
    if (!rowsFor(procedure, null).some(({ name }) => consentSide(name))) {
      return parties[0] ?? { part: 'source', message: answers.ownsNeither(plan, ownersOf(plan)) };
    }
    if (parties.length === 0) parties.push({ requester: { user, via: user }, speaksFor: null });
    let refused: Refused | null = null;
    for (const party of parties) {
      const why = await whyNobodyApproves(party, plan);
      if (!why) return party;
      refused ??= why;
    }
    return refused as Refused;
  }

  /** Two people have to agree: for each side that is asked there has to be one, and not the same for both. */
  async function whyNobodyApproves(
    { requester: { user }, speaksFor }: Party,
    plan: Plan,
  ): Promise<Refused | null> {
    const asked = sides.filter((side) => side !== speaksFor);
    const all = new Set<string>();
    for (const side of asked) {
      const owners = people.ownersOn(side, plan);
      const others = await people.others(user, owners, asked.length);
      for (const other of others) all.add(other);
      if (others.length > 0 && all.size > asked.indexOf(side)) continue;
      const stream = streamOn(side, plan);
      return { part: side, message: answers.nobodyElseCouldApprove(stream, owners) };
    }
    return null;
  }

  function ownersOf(plan: Plan): readonly string[] {
    return [...new Set(sides.flatMap((side) => people.ownersOn(side, plan)))];
  }
}
