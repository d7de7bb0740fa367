import type { ReplicaOptions } from '../../mapr/options.ts';

/** What each option does, as the end of a sentence about it. Also the order in which they are shown. */
export const optionWords: Readonly<Record<keyof ReplicaOptions, string>> = {
  throttle: 'slows replication down under load',
  synchronous: 'a producer waits until its message has left for the replica',
  encrypt: 'encrypts on the wire',
  compression: "on the wire; without it, the stream's own setting",
};

/** The same of the set-up by the cluster itself. */
export const byClusterWords = 'has the clusters set it up and copy by themselves, in one command';

/** When that is the better way, and what to know before. */
export const byClusterLimits =
  'For a source with much in it: the gateways copy, and take it up again after a fault. Both sides agree before anything is made. Without a licence the command hangs, or fails with 95; a gateway that cannot be reached shows only while it copies.';
