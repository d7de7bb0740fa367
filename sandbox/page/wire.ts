/** What the page is told by its server, apart from what the people of the workspace see. */

import type { ControlMethods } from '../slack/index.ts';

/** What a visitor may do and see on the page, as one of the people. */
export const deeds = [
  'type',
  'press',
  'offers',
  'submit',
  'close',
  'openHome',
  'shortcut',
  'messageShortcut',
  'channels',
  'see',
  'thread',
  'viewOf',
  'home',
] as const satisfies readonly (keyof ControlMethods)[];

export type Deed = (typeof deeds)[number];

/** What does not change while the page is served. */
export interface About {
  /** Another one with every start, so that a page that was left open knows. */
  readonly run: string;
  readonly people: readonly Somebody[];
  readonly offers: Offers;
  readonly story: Story;
}

/** What a newcomer is led through: who asks, who approves, and what to type. */
export interface Story {
  /** Handles. */
  readonly asker: string;
  readonly approver: string;
  /** Id of the channel that they talk in. */
  readonly channel: string;
  /** To begin with, and once that is done. */
  readonly first: string;
  readonly later: string;
}

export interface Somebody {
  readonly id: string;
  /** Handle. */
  readonly name: string;
  readonly realName: string;
  /** What this person is here: `owner of sanfrancisco`. */
  readonly is: string;
}

/** What the app's manifest offers people to type and to press. */
export interface Offers {
  readonly commands: readonly OfferedCommand[];
  readonly shortcuts: readonly OfferedShortcut[];
  readonly home: boolean;
  /** Whether people may write to the app in its direct messages. */
  readonly writable: boolean;
}

export interface OfferedCommand {
  readonly command: string;
  readonly description: string;
  readonly hint: string;
}

export interface OfferedShortcut {
  readonly name: string;
  readonly type: 'global' | 'message';
  readonly callbackId: string;
  readonly description: string;
}

export interface SeenCluster {
  readonly name: string;
  readonly streams: readonly SeenStream[];
}

export interface SeenStream {
  /** Whole: `/mapr/sanfrancisco/activity`. */
  readonly path: string;
  readonly topics: number;
  readonly partitions: number;
  readonly messages: number;
  readonly replicas: readonly SeenReplica[];
  /** Whole paths of the streams that it takes messages from. */
  readonly upstreams: readonly string[];
}

/** A replica as its source knows it. */
export interface SeenReplica {
  readonly path: string;
  readonly paused: boolean;
  /** Whether the replica names this source as its upstream. */
  readonly accepted: boolean;
  /** Messages that are really there; null if there is no such stream. */
  readonly messages: number | null;
  /** Messages written since the registration that have not arrived. */
  readonly waiting: number;
  /** What MapR says is wrong with it. */
  readonly error: string | null;
}
