/** What a connection to Redis by TLS is made with: the CA that signed the servers, and a certificate of our own. */

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Each in PEM. Without a CA, those that Node.js knows count; with one, no other does. */
export interface RedisTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

const files = {
  ca: { setting: 'REDIS_CA_FILE', example: '/etc/replicate/redis-ca.pem' },
  cert: { setting: 'REDIS_CERT_FILE', example: '/etc/replicate/redis-cert.pem' },
  key: { setting: 'REDIS_KEY_FILE', example: '/etc/replicate/redis-key.pem' },
} as const;

type Tell = (setting: string, wrong: string, example: string) => void;

/**
 * @param asked whether REDIS_URL asks for TLS
 * @returns null without TLS, and where something was told that is wrong with the files
 */
export function readRedisTls(env: NodeJS.ProcessEnv, asked: boolean, tell: Tell): RedisTls | null {
  let whole = true;
  const wrong = (of: keyof typeof files, what: string) => {
    const { setting, example } = files[of];
    whole = false;
    tell(setting, what, `${setting}=${example}`);
  };
  const read = (of: keyof typeof files, isWell: (pem: string) => boolean, kind: string) => {
    const path = env[files[of].setting];
    if (!path) return {};
    if (!asked) {
      wrong(of, 'is set, and REDIS_URL does not ask for TLS (rediss://…)');
      return {};
    }
    try {
      const pem = readFileSync(path, 'utf8');
      if (isWell(pem)) return { [of]: pem };
      wrong(of, `names ${path}, which does not hold ${kind} in PEM`);
    } catch (error) {
      wrong(of, `cannot be read from ${path} (${(error as NodeJS.ErrnoException).code})`);
    }
    return {};
  };
  const found: RedisTls = {
    ...read('ca', isCertificate, 'a certificate'),
    ...read('cert', isCertificate, 'a certificate'),
    ...read('key', isKey, 'a private key without a password'),
  };
  if (whole && asked) {
    const { cert, key } = found;
    if (cert && !key) wrong('key', 'is missing beside REDIS_CERT_FILE');
    else if (key && !cert) wrong('cert', 'is missing beside REDIS_KEY_FILE');
    else if (cert && key && !new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)))
      wrong('key', 'is not the key of the certificate in REDIS_CERT_FILE');
  }
  return whole && asked ? found : null;
}

function isCertificate(pem: string): boolean {
  return reads(() => new X509Certificate(pem));
}

function isKey(pem: string): boolean {
  return reads(() => createPrivateKey(pem));
}

function reads(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}
