import type { Fault } from './control/faults.ts';

/** Which faults are set. */
export interface FaultBook {
  set(method: string, fault: Fault): void;
  clear(method?: string): void;
  /** The fault that this call meets, counted off. */
  take(method: string): Fault | undefined;
  down: boolean;
}

export function faultBook(): FaultBook {
  const faults = new Map<string, { fault: Fault; left: number }>();
  return {
    down: false,
    set(method, fault) {
      faults.set(method, { fault, left: fault.times ?? Number.POSITIVE_INFINITY });
    },
    clear(method) {
      if (method === undefined) {
        faults.clear();
        this.down = false;
      } else {
        faults.delete(method);
      }
    },
    take(method) {
      for (const key of [method, 'all']) {
        const entry = faults.get(key);
        if (entry !== undefined && entry.left > 0) {
          entry.left -= 1;
          return entry.fault;
        }
      }
      return undefined;
    },
  };
}
