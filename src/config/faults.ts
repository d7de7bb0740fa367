/** What is wrong with a setting: one line a fault, and never the value of a secret. */
export interface SettingsFault {
  readonly setting: string;
  readonly wrong: string;
  readonly example: string;
}

/** Settings that cannot be used; its message has a line for each fault. */
export class SettingsError extends Error {
  readonly faults: readonly SettingsFault[];

  constructor(faults: readonly SettingsFault[]) {
    super(
      faults
        .map(({ setting, wrong, example }) => `${setting}: ${wrong}; for example ${example}`)
        .join('\n'),
    );
    this.name = 'SettingsError';
    this.faults = faults;
  }
}

/** Reads several things, and tells all that is wrong with any of them at once. @throws SettingsError */
export function readAll<T extends readonly unknown[]>(
  ...reads: { readonly [K in keyof T]: () => T[K] }
): T {
  const faults = new Map<string, SettingsFault>();
  const values = reads.map((read) => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      for (const fault of error.faults) faults.set(JSON.stringify(fault), fault);
      return undefined;
    }
  });
  if (faults.size > 0) throw new SettingsError([...faults.values()]);
  return values as unknown as T;
}
