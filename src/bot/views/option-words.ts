import type { SetUp } from '../../jobs/plan.ts';
import type { ReplicaOptions } from '../../mapr/options.ts';

/** What each option does, as the end of a sentence about it. Also the order in which they are shown. */
export const optionWords: Readonly<Record<keyof ReplicaOptions, string>> = {
  throttle: 'slows replication down under load',
  synchronous: 'a producer waits until its message has left for the replica',
  encrypt: 'encrypts on the wire',
  compression: "on the wire; without it, the stream's own setting",
};

/** A way to set up, as it is asked for. */
export interface Way {
  /** As it is typed, after `--`; null of the one that needs no word. */
  readonly flag: string | null;
  /** As it is chosen in the form. */
  readonly name: string;
  /** What it does, as the end of a sentence about it. */
  readonly does: string;
  /** The same once it is begun, after the pair. */
  readonly begun: string;
  /** When it is the better way, and what to know before. */
  readonly limits: string;
}

export const ways: Readonly<Record<SetUp, Way>> = {
  replicate: {
    flag: null,
    name: 'Step by step',
    does: 'makes the replica, copies, and looks after every step',
    begun: '',
    limits: 'The replica is made, and registered, before its owner is asked; a denial undoes both.',
  },
  autosetup: {
    flag: 'autosetup',
    name: 'By the cluster itself (autosetup)',
    does: 'has the clusters set it up and copy by themselves, in one command',
    begun: ', by the clusters themselves',
    limits:
      'For a source with much in it: the gateways copy, and take it up again after a fault. Both sides agree before anything is made. Without a licence the command hangs, or fails with 95; a gateway that cannot be reached shows only while it copies.',
  },
  join: {
    flag: 'use-existing-replica',
    name: 'Into a stream that is there (use existing replica)',
    does: 'replicates into a stream that is there, and may be fed by others too',
    begun: ', into the stream that is there',
    limits:
      'No topic may be in both: that is looked up before, again right before the copy, and watched from then on. The stream keeps its attributes, permissions and topics; what was copied into it stays, whatever becomes of the request.',
  },
  'multi-master': {
    flag: 'multi-master',
    name: 'In both directions (multi-master)',
    does: 'replicates both ways: what is written at either is at both',
    begun: ', in both directions',
    limits:
      'The owners of both sides agree to both directions. A topic may be written on one side alone: messages of the same topic that are written on both are lost. Nobody may write to the replica until it is set up; that is looked up before either direction flows.',
  },
};
