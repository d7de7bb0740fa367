/** The Ed25519 keys of consent: the bot signs with the private one, a worker checks with the public one. */

import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readSecret } from './secret.ts';

export type KeyName = 'CONSENT_SIGNING_KEY' | 'CONSENT_PUBLIC_KEY';

const kinds = {
  CONSENT_SIGNING_KEY: { label: 'PRIVATE KEY', read: createPrivateKey },
  CONSENT_PUBLIC_KEY: { label: 'PUBLIC KEY', read: createPublicKey },
} as const;

/**
 * A key that is given as PEM text, or as the path of such a file under the same name with `_FILE`.
 *
 * @returns the key, or what is wrong, without a word of its text
 */
export function readKey(env: NodeJS.ProcessEnv, name: KeyName): KeyObject | string {
  const { label, read } = kinds[name];
  const given = readSecret(env, name);
  if ('wrong' in given) return given.wrong;
  const pem = given.value.replaceAll('\\n', '\n');
  if (!pem) return `is missing: an Ed25519 key in PEM (-----BEGIN ${label}-----)`;
  // createPublicKey would take a private key as well, and a worker must not have that.
  if (!pem.includes(`-----BEGIN ${label}-----`)) {
    return `is not a PEM text with -----BEGIN ${label}-----`;
  }
  try {
    const loaded = read(pem);
    return loaded.asymmetricKeyType === 'ed25519' ? loaded : 'is not an Ed25519 key';
  } catch {
    return 'is not a key in PEM';
  }
}

/** Whether the two keys belong together; null unless both are given and can be read. */
export function keysMatch(env: NodeJS.ProcessEnv): boolean | null {
  const signing = readKey(env, 'CONSENT_SIGNING_KEY');
  const other = readKey(env, 'CONSENT_PUBLIC_KEY');
  if (typeof signing === 'string' || typeof other === 'string') return null;
  return createPublicKey(signing).equals(other);
}
