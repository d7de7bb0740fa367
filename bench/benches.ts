/** The benches, in the order in which they are run and stand on the page. */

import { acknowledge } from './acknowledge.ts';
import type { Bench } from './bench.ts';
import { coldStart } from './cold-start.ts';
import { recovery } from './recovery.ts';
import { request } from './request.ts';
import { scale } from './scale.ts';
import { starts } from './starts.ts';

export const benches: readonly Bench[] = [request, starts, acknowledge, coldStart, recovery, scale];
