#!/usr/bin/env node
/** The command line: `replicate-bot bot | worker | all | check | audit | board`. */

import {
  type BotEnv,
  type Listen,
  liveSettings,
  loadApiServers,
  loadBotEnv,
  loadRedisTarget,
  loadSettings,
  loadWorkerEnv,
  readAll,
  type Settings,
  SettingsError,
  type WorkerEnv,
} from './config.ts';
import { createToldBefore, Newer } from './jobs/newer.ts';
import { connect } from './jobs/redis.ts';
import { redisFaults } from './jobs/redis-faults.ts';
import { tlsFault } from './jobs/tls-faults.ts';
import { boltLogger, log, ready, sealed } from './log.ts';
import { createMetrics } from './observe/metrics.ts';
import { createObserveServer, type Observed } from './observe/server.ts';
import { type FollowsOwners, reloadOnHangup } from './reload.ts';
import { stopTracing, traceWith } from './tracing/span.ts';
import { isTracing } from './tracing/switch.ts';
import type { WorkerSettings } from './worker.ts';

interface Part extends Observed, FollowsOwners {
  start(): Promise<void>;
  stop(): Promise<void>;
}

const usage = `usage: replicate-bot bot | worker | all | check | audit | board

  bot      answers people in Slack
  worker   runs the steps on the clusters of its settings
  all      both in one process, for a small site
  check [--json]
           tells what is missing on this machine; exits 1 if something is, 3 if there are only warnings
  board [--port <port>] [--writable]
           shows the queues in a browser of this machine; read-only without --writable
  audit <request>
           prints the trail of a request: all that was written down, in JSON lines
  audit --verify [<request> | <file> ...]
           proves that nothing in it was changed or left out; of all requests, if none is named`;

/** A process that was asked to stop is gone after this time, in milliseconds. */
const stopWithinMs = 20_000;

const metrics = createMetrics();
const toldBefore = createToldBefore();

await main(process.argv.slice(2));

async function main([role, ...rest]: readonly string[]): Promise<void> {
  try {
    const takesMore = role === 'audit' || role === 'board' || role === 'check';
    if (rest.length > 0 && !takesMore) return refuse();
    switch (role) {
      case 'bot': {
        const [read, env] = readAll(botSettings, botEnv);
        const { settings, follow } = live(read, botSettings);
        await trace(role);
        return await serve(role, env.listen, follow([await bot(settings, env)]));
      }
      case 'worker': {
        const [read, env] = readAll(workerSettings, workerEnv);
        const { settings, follow } = live(read, allSettings);
        await trace(role);
        return await serve(role, env.listen, follow([await worker(settings, env)]));
      }
      case 'all': {
        const [read, forWorker, forBot] = readAll(workerSettings, workerEnv, botEnv);
        const { settings, follow } = live(read, allSettings);
        await trace(role);
        const parts = [await worker(settings, forWorker), await bot(settings, forBot)];
        return await serve(role, forBot.listen, follow(parts));
      }
      case 'check': {
        const json = rest[0] === '--json';
        if (rest.length > (json ? 1 : 0)) return refuse();
        const { printCheck, runCheck } = await import('./check.ts');
        const check = await runCheck(process.env);
        if (json) process.stdout.write(`${JSON.stringify(check)}\n`);
        else printCheck(check);
        process.exitCode = check.summary.code;
        return;
      }
      case 'audit': {
        const { runAudit } = await import('./audit.ts');
        const print = (line: string) => process.stdout.write(`${line}\n`);
        const code = await runAudit(rest, process.env, print);
        if (code === 2) return refuse();
        process.exitCode = code;
        return;
      }
      case 'board':
        return await board(rest);
      default:
        return refuse();
    }
  } catch (error) {
    if (!(error instanceof SettingsError)) log.fatal({ err: error }, 'could not start');
    else process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

async function board(args: readonly string[]): Promise<void> {
  const { boardOptions, createBoard } = await import('./board.ts');
  const options = boardOptions(args);
  if (!options) return refuse();
  const { clusters } = botSettings();
  const redis = connect(loadRedisTarget(process.env), 'patient');
  redis.on('error', (error) => onError('Redis', error));
  const { start } = createBoard(redis, Object.keys(clusters), options, onError);
  process.stdout.write(`${await start()}\n`);
}

function refuse(): void {
  process.stderr.write(`${usage}\n`);
  process.exitCode = 2;
}

async function serve(role: string, listen: Listen | null, parts: readonly Part[]): Promise<void> {
  let stopping = false;
  const observe = listen && createObserveServer(listen, metrics, parts, onError);
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    // What hangs (Redis is away, a step does not come to its end) is cut off: every step may run twice.
    setTimeout(() => process.exit(1), stopWithinMs).unref();
    await Promise.allSettled(parts.map((part) => part.stop()));
    await observe?.stop();
    await stopTracing();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
  if (observe) log.info(await observe.start(), 'answers /healthz, /readyz and /metrics');
  await warnOfRedis();
  for (const part of parts) await part.start();
  if (!stopping) ready(role);
}

/** A Redis that may forget is said at the start; it is no reason to leave people without the bot. */
async function warnOfRedis(): Promise<void> {
  const redis = connect(loadRedisTarget(process.env), 'patient');
  redis.on('error', (error) => onError('Redis', error));
  try {
    for (const { what, remedy } of await redisFaults(redis)) log.warn({ remedy }, what);
  } catch (error) {
    onError('It cannot be told whether Redis keeps what it is given', error);
  }
  redis.disconnect();
}

/** From now on SIGHUP reads the owners anew; `follow` names the parts that have to know. */
function live<S extends Settings>(first: S, read: () => Settings) {
  const kept = liveSettings(first, read);
  return { settings: kept.settings, follow: reloadOnHangup(kept, metrics, onError) };
}

function botSettings(): Settings {
  return loadSettings(process.env, false);
}

function allSettings(): Settings {
  return loadSettings(process.env);
}

/** Before there is any queue. Nothing of OpenTelemetry is loaded where no collector is named. */
async function trace(role: string): Promise<void> {
  if (!isTracing(process.env)) return;
  const { createTracer } = await import('./tracing/otel.ts');
  traceWith(createTracer(role));
}

function botEnv(): BotEnv {
  return loadBotEnv(process.env);
}

/** @throws SettingsError also where the settings name no cluster for this worker */
function workerSettings(): WorkerSettings {
  const settings = allSettings();
  const { worker } = settings;
  if (worker) return { ...settings, worker, servers: loadApiServers(worker.rest) };
  const wrong = 'the settings do not say which clusters this worker serves';
  throw new SettingsError([
    { setting: 'worker', wrong, example: 'worker: { clusters: [newyork] }' },
  ]);
}

function workerEnv(): WorkerEnv {
  return loadWorkerEnv(process.env);
}

// Each role loads what it needs: a worker starts without Slack's libraries.
async function bot(settings: Settings, env: BotEnv): Promise<Part> {
  const { createBot } = await import('./bot/bot.ts');
  return createBot(env, settings, boltLogger(log), onError, sealed, metrics);
}

async function worker(settings: WorkerSettings, env: WorkerEnv): Promise<Part> {
  const { createWorker } = await import('./worker.ts');
  return createWorker(env, settings, onError, metrics, (what, remedy) =>
    log.warn({ remedy }, what),
  );
}

function onError(what: string, error: unknown): void {
  if (toldBefore(error)) return;
  const fault = tlsFault(error);
  if (error instanceof Newer) log.warn({ what }, error.message);
  else if (fault) log.error({ what, remedy: fault.remedy }, fault.what);
  else log.error({ err: error, what }, error instanceof Error ? error.message : String(error));
}
