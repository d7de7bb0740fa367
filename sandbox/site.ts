/**
 * A whole site on this machine: Redis, two simulated clusters, a local Slack workspace, and the
 * product beside them, one process for the bot and one for each cluster's worker.
 */

import { createPublicKey, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type Clusters, createClusters } from './clusters/index.ts';
import { type Program, type Role, startProgram } from './program.ts';
import { type PrivateRedis, startRedis } from './redis.ts';
import {
  type ChannelOptions,
  startWorkspace,
  type Workspace,
  type WorkspaceOptions,
} from './slack/index.ts';

/** A Redis in any of its forms, as far as the site itself needs it. */
export interface SiteRedis {
  readonly url: string;
  stop(): Promise<void>;
}

export interface SiteOptions<R extends SiteRedis = PrivateRedis> {
  /** Where it keeps its files and the clusters; deleted with it. Default a new directory, and the clusters in another. */
  readonly dir?: string;
  /** One that runs already, in place of a private one; the site stops it with itself. */
  readonly redis?: R;
  /** More of every process's environment. */
  readonly env?: Env;
  /** The bot's key, Ed25519. Default a new one. */
  readonly signingKey?: KeyObject;
  /** What the settings say apart from the default ones below; replaces them key by key. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly workspace?: Partial<WorkspaceOptions>;
  /** Delivers by signed HTTP on this port instead of Socket Mode. */
  readonly httpPort?: number;
  /** More channels, each with everybody in it: one for each scenario that runs beside others. */
  readonly channels?: readonly ChannelOptions[];
  /** Clusters of the simulation; faults of whole clusters can so be kept apart. Default sanfrancisco and newyork. */
  readonly clusters?: readonly string[];
  /** Those whose API server the workers ask, in place of `maprcli`. Default none. */
  readonly rest?: readonly string[];
}

type Env = Readonly<Record<string, string>>;

export interface Site<R extends SiteRedis = PrivateRedis> {
  readonly redis: R;
  readonly clusters: Clusters;
  readonly slack: Workspace;
  /** With what the workers log in to the API servers. */
  readonly restPassword: string;
  /** The processes that were started, in order; the ended ones too. */
  readonly programs: readonly Program[];
  /** What the product is given in its environment, by role. */
  env(role: Role, cluster?: string): Record<string, string>;
  /** @param more of its environment, over what the site gives it */
  /** @param main another version's entry point */
  startBot(more?: Env, main?: string): Promise<Program>;
  startWorker(cluster: string, more?: Env, main?: string): Promise<Program>;
  /** Bot and workers of both clusters in one process. */
  startAll(): Promise<Program>;
  stop(): Promise<void>;
}

/** The people of the site, and what each is there. */
export const people = {
  maya: { id: 'U0SF1', name: 'maya', realName: 'Maya Ortiz' },
  sam: { id: 'U0SF2', name: 'sam', realName: 'Sam Reyes' },
  noor: { id: 'U0NY1', name: 'noor', realName: 'Noor Haddad' },
  lee: { id: 'U0NY2', name: 'lee', realName: 'Lee Park' },
  ada: { id: 'U0ADMIN', name: 'ada', realName: 'Ada Admin', admin: true },
  stranger: { id: 'U0STRANGER', name: 'robin', realName: 'Robin Vale' },
  guest: { id: 'U0GUEST', name: 'guest', realName: 'Gus Test', guest: true },
  outsider: { id: 'U0OTHER', name: 'olga', realName: 'Olga Ext', team: 'T0OTHER' },
} as const;

/** The channel that they talk in. */
export const room = { id: 'C0DATA', name: 'data-platform' } as const;
export const channel = room.id;

export const userGroups = [
  { id: 'S0SFOWNERS', handle: 'sf-owners', members: ['U0SF1', 'U0SF2'] },
] as const;

/** The bot's and the workers' settings, where a site is given no others. */
export const settings = {
  clusters: {
    sanfrancisco: { owners: ['U0SF1', 'S0SFOWNERS'] },
    newyork: { owners: ['U0NY1', 'U0NY2'] },
  },
  consent: { expires: '24h', remind: '4h' },
};

export async function startSite<R extends SiteRedis = PrivateRedis>(
  options: SiteOptions<R> = {},
): Promise<Site<R>> {
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'replicate-site-')));
  const { clusters: names = ['sanfrancisco', 'newyork'] } = options;
  const [redis, clusters, slack] = await Promise.all([
    // Without one of its own kind given, R is the private one.
    options.redis ?? (startRedis() as Promise<PrivateRedis & R>),
    createClusters({ clusters: names, ...(options.dir ? { dir: join(dir, 'clusters') } : {}) }),
    startWorkspace({
      people: Object.values(people),
      userGroups,
      channels: [
        ...(options.channels ?? []),
        { id: channel, name: 'data-platform', members: Object.values(people).map((p) => p.id) },
      ],
      ...options.workspace,
    }),
  ]);
  const { signingKey: privateKey = generateKeyPairSync('ed25519').privateKey } = options;
  const publicKey = createPublicKey(privateKey);
  const programs: Program[] = [];
  const restPassword = randomUUID();
  const servers = await Promise.all((options.rest ?? []).map((name) => serve(name)));
  const rest = Object.fromEntries(servers.map(({ name, settings }) => [name, settings]));

  async function config(name: string, serves?: readonly string[]): Promise<void> {
    const worker = serves
      ? { worker: { ...(options.settings?.['worker'] as object), clusters: serves, rest } }
      : {};
    await writeFile(configPath(name), stringify({ ...settings, ...options.settings, ...worker }));
  }
  await Promise.all([
    config('bot'),
    ...names.map((name) => config(name, [name])),
    config('all', names),
  ]);

  return {
    redis,
    clusters,
    slack,
    restPassword,
    programs,
    env,
    startBot,
    startWorker,
    startAll,
    stop,
  };

  /** The API server of a cluster, and what its workers' settings say of it. */
  async function serve(name: string) {
    const credentials = { 'mapr-bot': restPassword };
    const { url, ca, close } = await clusters.serveRest({ cluster: name, credentials });
    const files = { userFile: 'mapr-bot\n', passwordFile: `${restPassword}\n`, caFile: ca };
    const written = Object.entries(files).map(async ([setting, text]) => {
      const path = join(dir, `${name}-${setting}`);
      await writeFile(path, text);
      return [setting, path] as const;
    });
    return { name, close, settings: { url, ...Object.fromEntries(await Promise.all(written)) } };
  }

  function configPath(name: string): string {
    return join(dir, `${name}.yaml`);
  }

  function env(role: Role, cluster?: string): Record<string, string> {
    const common = {
      ...options.env,
      REDIS_URL: redis.url,
      REPLICATE_CONFIG: configPath(cluster ?? (role === 'bot' ? 'bot' : 'all')),
    };
    const forWorker = {
      MAPR_HOME: clusters.home(cluster ?? 'sanfrancisco'),
      CONSENT_PUBLIC_KEY: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    };
    const forBot = {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_API_URL: slack.apiUrl,
      CONSENT_SIGNING_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      ...(options.httpPort === undefined
        ? { SLACK_APP_TOKEN: slack.appToken }
        : { SLACK_SIGNING_SECRET: slack.signingSecret, PORT: String(options.httpPort) }),
    };
    if (role === 'bot') return { ...common, ...forBot };
    if (role === 'worker') return { ...common, ...forWorker };
    return { ...common, ...forBot, ...forWorker };
  }

  async function start(role: Role, more?: Env, cluster?: string, main?: string): Promise<Program> {
    const program = startProgram(role, { ...env(role, cluster), ...more }, [], main);
    programs.push(program);
    await program.ready;
    return program;
  }

  function startBot(more?: Env, main?: string): Promise<Program> {
    return start('bot', more, undefined, main);
  }

  function startWorker(cluster: string, more?: Env, main?: string): Promise<Program> {
    return start('worker', more, cluster, main);
  }

  function startAll(): Promise<Program> {
    return start('all');
  }

  async function stop(): Promise<void> {
    await Promise.all(programs.map((program) => program.stop()));
    await slack.stop();
    await redis.stop();
    await Promise.all(servers.map(({ close }) => close()));
    await clusters.cleanup();
    await rm(dir, { recursive: true, force: true });
  }
}
