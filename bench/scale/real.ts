/** Real requests, made by the product on a whole site: one that waits for the second consent, and one that has ended. */

import { settings as shipped } from '../../sandbox/site.ts';
import { loadSettings, type Settings } from '../../src/config.ts';
import { keys } from '../../src/jobs/keys.ts';
import { createRetention } from '../../src/jobs/retention.ts';
import type { Connection } from '../../src/jobs/store.ts';
import {
  approval,
  approveAs,
  ask,
  newScenario,
  quick,
  startTestSite,
  untilSaid,
} from '../../test/e2e/scenario.ts';
import { type Template, templateOf } from './template.ts';

export interface Real {
  readonly settings: Settings;
  /** In which they are, and nobody changes them any more. */
  readonly redis: Connection;
  readonly waiting: Template;
  /** Its log has been compacted. */
  readonly finished: Template;
  stop(): Promise<void>;
}

export async function makeReal(): Promise<Real> {
  const site = await startTestSite({ settings: { ...quick, clusters: shipped.clusters } });
  const redis = site.connection;
  try {
    const done = await newScenario(site);
    const ended = await ask(site, done);
    await approveAs(site, done, ended);
    await untilSaid(site, done, ended, 'card', /Replicating/);

    const scenario = await newScenario(site);
    const request = await ask(site, scenario);
    await approval(site, scenario, request);
    await untilSettled();
    const settings = loadSettings(site.env('bot'), false);
    await Promise.all(site.programs.map((program) => program.stop()));
    const compacted = await createRetention(redis, 0, (_, error) => {
      throw error;
    }).sweep();
    if (compacted !== 1) throw new Error(`${compacted} requests were compacted in place of one`);
    const waiting = await templateOf(redis, { request, stream: nameOf(scenario.source) });
    const finished = await templateOf(redis, { request: ended, stream: nameOf(done.source) });
    return { settings, redis, waiting, finished, stop: () => site.stop() };
  } catch (error) {
    await site.stop();
    throw error;
  }

  /** Slack and queues have followed, and nothing is to be edited any more. */
  async function untilSettled(): Promise<void> {
    const lists = [keys.toSync, keys.toDrive].map((list) => () => redis.zcard(list));
    const all = [...lists, () => redis.zcard('{replicate}:slack:delayed')];
    await site.slack.waitFor(async () => {
      const left = await Promise.all(all.map((each) => each()));
      return left.every((count) => count === 0);
    });
  }
}

function nameOf(path: string): string {
  return path.replace(/.*\//, '');
}
