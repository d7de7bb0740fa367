/** A CA of a site's own, and what it signs. By `openssl`, as Node can make none. */

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The paths of two files in PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateAuthority {
  /** The path of its own certificate, in PEM. */
  readonly file: string;
  /**
   * @param names as openssl writes them: `DNS:localhost,IP:127.0.0.1`, which is what it is if none are given
   * @param days from now; before now, if negative
   */
  issue(names?: string, days?: number): Promise<KeyPair>;
  cleanup(): Promise<void>;
}

const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

export async function createCertificateAuthority(): Promise<CertificateAuthority> {
  const dir = await mkdtemp(join(tmpdir(), 'replicate-ca-'));
  const openssl = (...args: readonly string[]) => run('openssl', args, { cwd: dir });
  const own = ['-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=CA of the site'];
  const signs = ['-addext', 'keyUsage=critical,keyCertSign'];
  await openssl('req', '-x509', ...curve, ...own, '-days', '2', ...signs);
  let issued = 0;
  return {
    file: join(dir, 'ca.pem'),
    async issue(names = 'DNS:localhost,IP:127.0.0.1', days = 2) {
      issued += 1;
      const name = `leaf-${issued}`;
      const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=${names}`];
      await openssl('req', ...curve, '-keyout', `${name}.key`, '-out', `${name}.csr`, ...subject);
      const by = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-set_serial', `${issued}`];
      const files = ['-in', `${name}.csr`, '-out', `${name}.pem`, '-copy_extensions', 'copy'];
      await openssl('x509', '-req', ...files, ...by, '-days', `${days}`);
      return { cert: join(dir, `${name}.pem`), key: join(dir, `${name}.key`) };
    },
    cleanup: () => rm(dir, { recursive: true, force: true }),
  };
}
