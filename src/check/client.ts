import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CheckLine, fine, untold, warning } from './line.ts';

/**
 * The first version whose commands take every option that a procedure gives them: those of `stream replica autosetup`
 * are not in 5.1.
 */
const oldest = 6;

/** @param home `MAPR_HOME`: the client's version is in its file `MapRBuildVersion`, such as `6.1.0.20180926230239.GA` */
export async function clientLine(home: string): Promise<CheckLine> {
  const path = join(home, 'MapRBuildVersion');
  const text = await readFile(path, 'utf8').catch(() => '');
  const version = /^\d+(\.\w+)+/.exec(text.trim())?.[0];
  if (version === undefined) {
    const remedy = `See: cat ${path}; it has to be ${oldest}.0 or later.`;
    return untold('client', "The MapR client's version cannot be read.", remedy);
  }
  const what = `The MapR client is ${version}.`;
  if (Number.parseInt(version, 10) >= oldest) return fine('client', what);
  return warning(
    'client',
    `${what} Its replica autosetup lacks options that --autosetup gives it.`,
    `Install the client of MapR ${oldest}.0 or later.`,
  );
}
