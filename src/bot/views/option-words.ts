import type { ReplicaOptions } from '../../mapr/options.ts';

/** What each option does, as the end of a sentence about it. Also the order in which they are shown. */
export const optionWords: Readonly<Record<keyof ReplicaOptions, string>> = {
  throttle: 'slows replication down under load',
  synchronous: 'a producer waits until its message has left for the replica',
  encrypt: 'encrypts on the wire',
  compression: "on the wire; without it, the stream's own setting",
};
