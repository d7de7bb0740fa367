import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A certificate for this machine, in PEM, and the CA that it is of. */
export interface Certificate {
  key: string;
  cert: string;
  ca: string;
}

/** Makes one, with a CA of its own that nobody keeps. By `openssl`, as Node can make none. */
export async function makeCertificate(): Promise<Certificate> {
  const dir = await mkdtemp(join(tmpdir(), 'certificate-'));
  const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const request = (name: string, ...more: readonly string[]) => {
    const files = ['-keyout', `${name}.key`, '-out', `${name}.pem`, '-days', '2'];
    return run('openssl', [...made, ...files, '-subj', `/CN=simulated ${name}`, ...more], {
      cwd: dir,
    });
  };
  const read = (file: string) => readFile(join(dir, file), 'utf8');
  try {
    await request('ca', '-addext', 'keyUsage=critical,keyCertSign');
    const here = 'subjectAltName=IP:127.0.0.1,DNS:localhost';
    const leaf = ['-addext', here, '-addext', 'basicConstraints=critical,CA:FALSE'];
    await request('server', '-CA', 'ca.pem', '-CAkey', 'ca.key', ...leaf);
    const [key, cert, ca] = await Promise.all(['server.key', 'server.pem', 'ca.pem'].map(read));
    return { key, cert, ca } as Certificate;
  } finally {
    await rm(dir, { recursive: true });
  }
}
