/** What each procedure is called, is asked and has come to. */

import { isDryRun, type Procedure, type Side, setsUp, setUpOf } from '../../jobs/plan.ts';
import { isProvenBack, isProvenByMessages } from '../../jobs/proof.ts';
import { isBothWays, type RequestState } from '../../jobs/state.ts';
import { changedOptions } from '../../mapr/replica-edit.ts';
import { code } from './escape.ts';
import { ways } from './option-words.ts';
import { optionsText, title } from './words.ts';

const nouns: Readonly<Record<Procedure, string>> = {
  replicate: 'Replication',
  plan: 'Plan',
  autosetup: 'Replication',
  'plan-autosetup': 'Plan',
  join: 'Replication',
  'plan-join': 'Plan',
  'multi-master': 'Replication',
  'plan-multi-master': 'Plan',
  pause: 'Pause',
  resume: 'Resumption',
  edit: 'Change',
  remove: 'Removal',
  watch: 'Watching',
  unwatch: 'End of the watching',
};

/** `Pause`, `Removal`: before "of". */
export function noun(procedure: Procedure): string {
  return nouns[procedure];
}

/** What it is about: the pair, and what is to be done with it where that is not to set it up. Plain text. */
export function subject({ plan, procedure }: Pick<RequestState, 'plan' | 'procedure'>): string {
  const name = title(plan);
  return setsUp(procedure) || isDryRun(procedure) ? name : `${nouns[procedure]} · ${name}`;
}

/** The same in running text: "Replication of …". */
export function undertaking({ plan, procedure }: RequestState): string {
  return `${nouns[procedure]} of ${title(plan)}`;
}

/** After "asks to": what the requester wants. Mrkdwn. */
export function wish(state: Pick<RequestState, 'plan' | 'procedure' | 'change'>): string {
  const { source, replica } = state.plan;
  const pair = `${code(source)} to ${code(replica)}`;
  switch (state.procedure) {
    case 'replicate':
    case 'plan':
      return `replicate ${pair}`;
    case 'autosetup':
    case 'plan-autosetup':
      return `replicate ${pair}, set up and copied by the cluster itself`;
    case 'join':
    case 'plan-join':
      return `replicate ${pair}, a stream that is there already`;
    case 'multi-master':
    case 'plan-multi-master':
      return `replicate ${pair}, and back: messages are to go both ways`;
    case 'pause':
      return `pause the replication of ${pair}`;
    case 'resume':
      return `resume the replication of ${pair}`;
    case 'edit':
      return `change the options of the replication of ${pair}: ${changeWords(state)}`;
    case 'remove':
      return `remove the replication of ${pair}`;
    case 'watch':
      return `watch the replication of ${pair}`;
    case 'unwatch':
      return `watch the replication of ${pair} no longer`;
  }
}

/** What it was asked for with, as it is typed, or what an edit is to change; empty where that is nothing. */
export function askedWith(state: Pick<RequestState, 'plan' | 'procedure' | 'change'>): string {
  if (state.change) return changeWords(state);
  const { flag } = ways[setUpOf(state.procedure) ?? 'replicate'];
  const typed = [flag && `--${flag}`, optionsText(state.plan.options)];
  return typed.filter(Boolean).join(' ');
}

/** `throttle true, networkencryption false`: what an edit is to change. */
export function changeWords({ change }: Pick<RequestState, 'change'>): string {
  return changedOptions(change ?? {})
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

/** What an owner of a side is asked, in a line. The clusters' names, as plain text. */
export function question(procedure: Procedure, side: Side, from: string, to: string): string {
  switch (procedure) {
    case 'resume':
      return `May messages flow again from ${from} to ${to}?`;
    case 'edit':
      return `May the replication from ${from} to ${to} be changed?`;
    case 'multi-master':
      return `May messages go both ways between ${from} and ${to}?`;
    default:
      return side === 'replica'
        ? `May ${to} take messages from ${from}?`
        : `May ${to} have the messages of ${from}?`;
  }
}

/** What it is once it has come to its end as it was wanted. */
export function doneWords(state: RequestState): string {
  switch (state.procedure) {
    case 'replicate':
    case 'autosetup':
    case 'join':
      return isProvenByMessages(state)
        ? 'Replicating'
        : 'Replicating; no message has had to move yet';
    case 'multi-master':
      return `Replicating both ways${unprovenWords(state)}`;
    case 'plan':
    case 'plan-autosetup':
    case 'plan-join':
    case 'plan-multi-master':
      return 'Planned; nothing was changed';
    case 'pause':
      return 'Paused';
    case 'resume':
      return 'Replicating again';
    case 'edit':
      return 'Changed';
    case 'remove':
      return 'Removed';
    case 'watch':
      return 'Watched';
    case 'unwatch':
      return 'No longer watched';
  }
}

function unprovenWords(state: RequestState): string {
  const unproven = [isProvenByMessages(state), isProvenBack(state)].filter((proven) => !proven);
  if (unproven.length === 0) return '';
  return `; no message has had to move yet${unproven.length === 1 ? ' in one of them' : ''}`;
}

/** What messages show for it, one line for each direction; none before. Plain text. */
export function proofs({ steps }: Pick<RequestState, 'steps'>): readonly string[] {
  return [steps.confirm, steps['confirm-back']].flatMap(({ summary }) => summary ?? []);
}

/** Beside the pair, where its arrow does not say all of it. */
export function flowWords({ procedure }: Pick<RequestState, 'procedure'>): string {
  return isBothWays({ procedure }) ? ' · messages go both ways' : '';
}

/** At the end, before when it was: what was done. */
export function doneVerb(procedure: Procedure): string {
  const verbs: Readonly<Record<Procedure, string>> = {
    replicate: 'Set up',
    plan: 'Planned',
    autosetup: 'Set up',
    'plan-autosetup': 'Planned',
    join: 'Set up',
    'plan-join': 'Planned',
    'multi-master': 'Set up',
    'plan-multi-master': 'Planned',
    pause: 'Paused',
    resume: 'Resumed',
    edit: 'Changed',
    remove: 'Removed',
    watch: 'Watched since',
    unwatch: 'Ended',
  };
  return verbs[procedure];
}
