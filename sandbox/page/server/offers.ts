/** What the app's manifest offers, read as Slack would read it. */

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { isRecord, type Json, records, string } from '../../slack/json.ts';
import type { Offers } from '../wire.ts';

const manifest = new URL('../../../manifest.yaml', import.meta.url);

export function readOffers(): Offers {
  return offersOf(parse(readFileSync(manifest, 'utf8')));
}

export function offersOf(manifest: unknown): Offers {
  const features = part(manifest, 'features');
  const home = part(features, 'app_home');
  return {
    commands: records(features['slash_commands']).map((given) => ({
      command: string(given['command']),
      description: string(given['description']),
      hint: string(given['usage_hint']),
    })),
    shortcuts: records(features['shortcuts']).map((given) => ({
      name: string(given['name']),
      type: given['type'] === 'message' ? 'message' : 'global',
      callbackId: string(given['callback_id']),
      description: string(given['description']),
    })),
    home: home['home_tab_enabled'] === true,
    writable: home['messages_tab_read_only_enabled'] !== true,
  };
}

function part(whole: unknown, name: string): Json {
  const found = isRecord(whole) ? whole[name] : undefined;
  return isRecord(found) ? found : {};
}
