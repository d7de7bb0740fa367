/** compose.yaml, as far as its services are run here. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** Of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Service {
  readonly image: string;
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** `name:/path`, or with `:ro`. */
  readonly volumes?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly stop_grace_period?: string;
  readonly ports?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
}

export interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

export function readCompose(): Compose {
  return parse(readFileSync(join(root, 'compose.yaml'), 'utf8'), { merge: true });
}

/** The product's own services: those of its image. */
export function productOf({ services }: Compose): [string, Service][] {
  return Object.entries(services).filter(([, { image }]) => image === 'replicate-bot');
}
