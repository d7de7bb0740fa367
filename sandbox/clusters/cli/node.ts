import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The machine that a command runs on. */
export interface Node {
  /** Where the world is. */
  dir: string;
  /** Its cluster: the first line of `mapr-clusters.conf`. */
  home: string;
  host: string;
  user: string;
  /** All clusters of `mapr-clusters.conf`. */
  known: readonly string[];
}

/** What a MAPR_HOME keeps about itself beside `mapr-clusters.conf`. */
export interface NodeFile {
  dir: string;
  host: string;
  user: string;
}

/** The node whose `lib` holds the program that runs: no environment variable is needed. */
export function thisNode(moduleUrl: string): Node {
  const maprHome = dirname(dirname(fileURLToPath(moduleUrl)));
  return readNode(maprHome);
}

export function readNode(maprHome: string): Node {
  const conf = join(maprHome, 'conf');
  const known = readFileSync(join(conf, 'mapr-clusters.conf'), 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/)[0] ?? '')
    .filter(Boolean);
  // Written by install.ts.
  const file = JSON.parse(readFileSync(join(conf, 'simulator.json'), 'utf8')) as NodeFile;
  return { ...file, known, home: known[0] ?? '' };
}
