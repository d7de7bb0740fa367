/** The benches, in the order in which they are run and stand on the page. */

import type { Bench } from './bench.ts';
import { recovery } from './recovery.ts';
import { request } from './request.ts';

export const benches: readonly Bench[] = [request, recovery];
