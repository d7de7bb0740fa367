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
