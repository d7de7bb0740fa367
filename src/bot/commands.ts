/** What can be typed after `/replicate`: the help and the docs are made from this table. */

import { ways } from './views/option-words.ts';

export interface CommandHelp {
  /** The first word; empty where the command has none of its own. */
  readonly name: string;
  /** What follows it. */
  readonly usage: string;
  /** What it does, in a line. */
  readonly does: string;
  /** Who may use it, in a sentence. */
  readonly who: string;
  /** What follows the name, for two clusters. */
  readonly example: (from: string, to: string) => string;
}

export interface CommandGroup {
  readonly title: string;
  readonly commands: readonly CommandHelp[];
}

const anyone = 'Anybody of the workspace but guests.';
const anyoneAsks =
  'Anybody may ask. Two different people, an owner of either side, have to agree; who asks and owns one of them speaks for that side.';
const either = 'An owner of either side, at once and alone.';
const both =
  'An owner of one side, or anybody; an owner of the other side (of both, if you own neither) has to agree.';
const involved = 'Who asked, and the owners of either side.';

const pair = (from: string, to: string) => `${from}/activity ${to}`;
const request = () => 'abcd2345';
const stream = (from: string) => `${from}/activity`;

export const commandGroups: readonly CommandGroup[] = [
  {
    title: 'Set up',
    commands: [
      {
        name: '',
        usage: '',
        does: 'opens a form that asks for all of it; so do the shortcuts _Replicate a stream_, and _Replicate from here_ on a message (in threads too)',
        who: anyoneAsks,
        example: () => '',
      },
      {
        name: '',
        usage: '<source> <replica> [options]',
        does: 'replicates a stream to another cluster, under the same path or another',
        who: anyoneAsks,
        example: pair,
      },
      {
        name: '',
        usage: '<cluster>/{<path>,<path>,…} <cluster> [options]',
        does: 'sets several streams up together: each is a request of its own, on one card, with one question for each side',
        who: anyoneAsks,
        example: (from, to) => `${from}/{activity,orders} ${to}`,
      },
      {
        name: '',
        usage: '<source> <replica> --autosetup [options]',
        does: `${ways.autosetup.does}, once both sides have agreed`,
        who: anyoneAsks,
        example: (from, to) => `${pair(from, to)} --autosetup`,
      },
      {
        name: '',
        usage: '<source> <replica> --use-existing-replica [options]',
        does: `${ways.join.does}; no topic may be in both`,
        who: anyoneAsks,
        example: (from, to) => `${from}/b/activity ${to}/all --use-existing-replica`,
      },
      {
        name: '',
        usage: '<source> <replica> --multi-master [options]',
        does: `${ways['multi-master'].does}; no topic may be written at both`,
        who: anyoneAsks,
        example: (from, to) => `${pair(from, to)} --multi-master`,
      },
      {
        name: 'plan',
        usage: '<source> <replica> [options]',
        does: 'shows the exact commands and what stands in the way, and changes nothing',
        who: 'An owner of either side.',
        example: pair,
      },
    ],
  },
  {
    title: 'Look',
    commands: [
      {
        name: 'list',
        usage: '[<cluster>]',
        does: 'lists what replicates, and how it does',
        who: anyone,
        example: (_, to) => to,
      },
      {
        name: 'status',
        usage: '<stream> | <request>',
        does: 'looks at a stream now: its replicas and its sources, set up here or by hand; or says where a request stands',
        who: anyone,
        example: stream,
      },
      {
        name: 'history',
        usage: '<stream>',
        does: 'lists what was done with a stream, the newest first',
        who: anyone,
        example: stream,
      },
      {
        name: 'owners',
        usage: '<stream>',
        does: 'tells who speaks for a stream',
        who: anyone,
        example: stream,
      },
    ],
  },
  {
    title: 'Change what replicates',
    commands: [
      {
        name: 'pause',
        usage: '<source> <replica> | <request>',
        does: 'stops the flow; what is written meanwhile waits at the source',
        who: either,
        example: pair,
      },
      {
        name: 'resume',
        usage: '<source> <replica> | <request>',
        does: 'lets it flow again, and confirms that messages arrive',
        who: both,
        example: pair,
      },
      {
        name: 'edit',
        usage: '(<source> <replica> | <request>) <options>',
        does: 'changes the options; `--no-throttle` and the like switch one off',
        who: both,
        example: (from, to) => `${pair(from, to)} --throttle --compression lz4`,
      },
      {
        name: 'remove',
        usage: '<source> <replica> | <request>',
        does: 'ends it for good, once you have confirmed what that means; the replica and its messages stay',
        who: either,
        example: pair,
      },
      {
        name: 'watch',
        usage: '<source> <replica>',
        does: 'watches a replication that was set up by hand, in a thread of its own; `unwatch` ends that',
        who: either,
        example: pair,
      },
      {
        name: 'unwatch',
        usage: '<source> <replica> | <request>',
        does: 'watches it no longer; it goes on as it is',
        who: either,
        example: pair,
      },
    ],
  },
  {
    title: 'Deal with a request',
    commands: [
      {
        name: 'cancel',
        usage: '<request>',
        does: 'stops a request, whatever it is at, and undoes what it made',
        who: involved,
        example: request,
      },
      {
        name: 'retry',
        usage: '<request>',
        does: 'tries the step that has failed once more, as the button does',
        who: involved,
        example: request,
      },
      {
        name: 'rollback',
        usage: '<request>',
        does: 'undoes what a request that has failed made, as the button does',
        who: involved,
        example: request,
      },
      {
        name: 'audit',
        usage: '<request>',
        does: 'posts all that was written down of a request into its thread, as a file',
        who: involved,
        example: request,
      },
    ],
  },
  {
    title: 'Help',
    commands: [
      {
        name: 'help',
        usage: '[<command>]',
        does: 'this text, or more on one command',
        who: anyone,
        example: () => 'resume',
      },
    ],
  },
];

/** What it looks like when it is typed. */
export function typed({ name, usage }: CommandHelp): string {
  return ['/replicate', name, usage].filter(Boolean).join(' ');
}

export function exampleOf(command: CommandHelp, from: string, to: string): string {
  return ['/replicate', command.name, command.example(from, to)].filter(Boolean).join(' ');
}

/** The commands that a name is the first word of, or null where there is none. */
export function commandNamed(name: string): CommandHelp | null {
  const all = commandGroups.flatMap(({ commands }) => commands);
  return all.find((command) => command.name !== '' && command.name === name.toLowerCase()) ?? null;
}
