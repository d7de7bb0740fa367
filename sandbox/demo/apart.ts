/**
 * The world of the demo without the product, for compose.yaml: Slack, the clusters and the page. Bot and workers are
 * containers beside it, and find in `--dir` what they are given: settings, secrets, a MAPR_HOME for each cluster.
 */

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startSite } from '../site.ts';
import { stay } from './stay.ts';

const { values: options } = parseArgs({
  options: {
    dir: { type: 'string' },
    page: { type: 'string', default: '8080' },
    slack: { type: 'string', default: '8081' },
  },
});
if (options.dir === undefined) throw new Error('--dir is missing: where the site is kept');
await main(options.dir);

async function main(dir: string): Promise<void> {
  // A start is a new world.
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  const over = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => over.abort());
  const site = await startSite({
    dir,
    // Nothing here asks it, and it is not this process's to stop.
    redis: { url: 'redis://redis:6379', stop: async () => undefined },
    workspace: { port: Number(options.slack) },
  });
  await writeSecrets(join(dir, 'secrets'), site.env('all'));
  for (const cluster of ['sanfrancisco', 'newyork']) site.clusters.home(cluster);
  await stay(site, { port: Number(options.page), host: '0.0.0.0', apart: true }, over.signal);
  await site.stop();
}

/** A file for each: `SLACK_BOT_TOKEN` is in `slack-bot-token`. */
async function writeSecrets(dir: string, env: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(dir);
  const secrets = Object.entries(env).filter(([name]) =>
    /^(SLACK_.*_TOKEN|CONSENT_.*)$/.test(name),
  );
  for (const [name, value] of secrets) {
    const file = join(dir, name.toLowerCase().replaceAll('_', '-'));
    await writeFile(file, value, { mode: 0o400 });
  }
}
