/** A command's failure: undoes what the command did so far and becomes `ERROR (id) -  desc`. */
export class Refusal extends Error {
  readonly id: number;
  /** Line of the native client that goes with it. */
  readonly native: string | undefined;

  constructor(id: number, desc: string, native?: string) {
    super(desc);
    this.id = id;
    this.native = native;
  }
}

/** Linux numbers, as in the samples of sheet 1.4, and MapR's own above 10000. */
export const codes = {
  missing: 2,
  denied: 13,
  exists: 17,
  invalid: 22,
  diskFull: 28,
  unsupported: 95,
  noTicket: 126,
  expiredTicket: 127,
  failed: 10003,
  noCldb: 10009,
} as const;

/** For texts that no source gives: nobody should come to depend on them. */
export function simulated(text: string): string {
  return `${text} (simulated wording)`;
}
