/** Who may have a stream replicated, and where: looked up when it is asked for. */

import type { Person } from '../jobs/events.ts';
import type { Plan } from '../jobs/plan.ts';
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
  /** @returns the requester as an owner, or why it is refused */
  admit(who: Who, channel: string | null, plan: Plan): Promise<Person | Refused>;
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
    admit: async (who, channel, plan) => (await whyNot(who, channel)) ?? (await asParty(who, plan)),
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

  /** The requester speaks for the source's side: that is the first of the two consents. Somebody else has to give the second. */
  async function asParty({ user }: Who, plan: Plan): Promise<Person | Refused> {
    const owners = people.sourceOwners(plan);
    const requester = await people.asOwner(user, owners);
    if (!requester) return { part: 'source', message: answers.notSourceOwner(plan, owners) };
    const approvers = people.replicaOwners(plan);
    if (await people.anyoneElse(user, approvers)) return requester;
    return { part: 'replica', message: answers.nobodyElseCouldApprove(plan, approvers) };
  }
}
