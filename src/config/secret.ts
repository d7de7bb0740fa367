import { readFileSync } from 'node:fs';

export type SecretName =
  | 'SLACK_BOT_TOKEN'
  | 'SLACK_APP_TOKEN'
  | 'SLACK_SIGNING_SECRET'
  | 'REDIS_URL'
  | 'CONSENT_SIGNING_KEY'
  | 'CONSENT_PUBLIC_KEY';

/** Whether it is given, in whichever way. */
export function hasSecret(env: NodeJS.ProcessEnv, name: SecretName): boolean {
  return Boolean(env[name] || env[`${name}_FILE`]);
}

/**
 * A secret that is given as such, or in a file that the same name with `_FILE` names: what stands in an
 * environment can be seen by whoever may look at the process or its container.
 *
 * @returns its value without the end of its line, '' where none is given; or what is wrong, without a word of it
 */
export function readSecret(
  env: NodeJS.ProcessEnv,
  name: SecretName,
): { readonly value: string } | { readonly wrong: string } {
  const file = env[`${name}_FILE`];
  if (!file) return { value: env[name] ?? '' };
  if (env[name]) return { wrong: `is set beside ${name}_FILE` };
  try {
    const value = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    return value ? { value } : { wrong: `is to be in ${file}, which is empty` };
  } catch (error) {
    return { wrong: `cannot be read from ${file} (${(error as NodeJS.ErrnoException).code})` };
  }
}
