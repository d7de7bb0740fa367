import type { ActiveFaults } from '../faults/types.ts';
import { harmless, nativeLine, stderrNoise } from './noise.ts';
import { lines, type Printed } from './render.ts';

/** Spoils an answer as the faults say. */
export function mangle(printed: Printed, faults: ActiveFaults, now: number, pid: number): Printed {
  let { stdout, stderr } = printed;
  if (faults.brokenLicences !== undefined) stdout = breakLicences(stdout);
  if (faults.invalid !== undefined) stdout = stdout.replace(/\n?\}\s*$/, ',\n}\n');
  if (faults.truncated !== undefined) stdout = stdout.slice(0, Math.floor(stdout.length * 0.6));
  if (faults.noise !== undefined) {
    stderr = lines(stderrNoise(now, pid)) + stderr;
    if (faults.noise.stdout === true) stdout = lines([nativeLine(now, pid, harmless)]) + stdout;
  }
  return { ...printed, stdout, stderr };
}

/** Point 42: a comma after the last member, and the licence's text with real line ends. */
function breakLicences(json: string): string {
  return json
    .replace(/("grace":\w+)/g, '$1,')
    .replace(/("license":")(.*)(",)$/gm, (_, key: string, text: string, end: string) =>
      [key, text.replaceAll('\\n', '\n').replaceAll('\\"', '"'), end].join(''),
    );
}
