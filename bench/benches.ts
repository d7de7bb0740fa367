/** The benches, in the order in which they are run and stand on the page. */

import { acknowledge } from './acknowledge.ts';
import type { Bench } from './bench.ts';
import { coldStart } from './cold-start.ts';
import { durable } from './durable.ts';
import { memory } from './memory.ts';
import { recovery } from './recovery.ts';
import { request } from './request.ts';
import { scale } from './scale.ts';
import { slack } from './slack.ts';
import { starts } from './starts.ts';
import { throughput } from './throughput.ts';

export const benches: readonly Bench[] = [
  request,
  starts,
  acknowledge,
  throughput,
  durable,
  coldStart,
  recovery,
  slack,
  scale,
  memory,
];
