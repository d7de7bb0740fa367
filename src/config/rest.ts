/** The API servers of `worker.rest`, with what its files hold. */

import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ApiServer } from '../mapr/rest.ts';
import { SettingsError, type SettingsFault } from './faults.ts';
import type { Settings } from './schema.ts';

type Rest = NonNullable<Settings['worker']>['rest'];

/**
 * By cluster. Apart from the settings, which a bot's machine has as well, without these files.
 * @throws SettingsError with a line for each file, and nothing of what it holds
 */
export function loadApiServers(rest: Rest): ReadonlyMap<string, ApiServer> {
  const faults: SettingsFault[] = [];
  const servers = Object.entries(rest).map(([cluster, { url, ...files }]) => {
    const read = (name: keyof typeof files, wrong: (text: string) => string | null) => {
      const text = readText(files[name]);
      const fault = typeof text === 'string' ? wrong(text) : `cannot be read (${text.code})`;
      if (fault !== null) {
        const setting = `worker.rest.${cluster}.${name}`;
        const example = `${name}: /etc/replicate/${cluster}-${examples[name]}`;
        faults.push({ setting, wrong: `${files[name]} ${fault}`, example });
      }
      return typeof text === 'string' ? text : '';
    };
    const user = read('userFile', (text) =>
      /^[^\s:]+$/.test(text) ? null : 'does not hold the name of a user, and nothing else',
    );
    const password = read('passwordFile', (text) =>
      /^[^\r\n]+$/.test(text) ? null : 'does not hold a password, in one line',
    );
    const ca = read('caFile', (text) =>
      isCertificate(text) ? null : 'does not hold a certificate in PEM',
    );
    return [cluster, { url, user, password, ca }] as const;
  });
  if (faults.length > 0) throw new SettingsError(faults);
  return new Map(servers);
}

const examples = { userFile: 'user', passwordFile: 'password', caFile: 'ca.pem' };

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

/** Without the end of line that editors put there. */
function readText(file: string): string | NodeJS.ErrnoException {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}
