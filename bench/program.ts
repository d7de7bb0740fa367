/** The program as an operator starts it, and no bundle of the sandbox's. */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const root = fileURLToPath(new URL('..', import.meta.url));
const main = `${root}dist/main.js`;

let isBuilt = false;

/** Builds the source as it is now, once for this process. */
export async function builtProgram(): Promise<{ readonly main: string }> {
  if (!isBuilt) await execa('npm', ['run', 'build'], { cwd: root });
  isBuilt = true;
  if (!existsSync(main)) throw new Error(`npm run build has made no ${main}`);
  return { main };
}
