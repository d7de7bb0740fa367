export type * from './api.ts';
export { createClusters, openClusters } from './create.ts';
export type { ActiveFaults, FaultKind, FaultSwitches, Faults, Scope } from './faults/types.ts';
export { type Producer, type ProducerOptions, startProducer } from './producer.ts';
export type * from './world/types.ts';
