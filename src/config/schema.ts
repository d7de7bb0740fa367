/** The YAML of the settings: strict, so that a slip of the pen is told and not passed over. */

import { z } from 'zod';
import { isClusterName } from '../mapr/path.ts';
import { duration, file, group, wholeNumber } from './kinds.ts';
import { type ClusterSettings, patternGrammar } from './ownership.ts';

/** What a process reads once at its start. Times are in milliseconds. */
export interface Settings {
  readonly clusters: Readonly<Record<string, ClusterSettings>>;
  readonly consent: {
    readonly expiresMs: number;
    /** Null where it would come at or after the expiry. */
    readonly remindMs: number | null;
  };
  readonly worker: {
    readonly clusters: readonly string[];
    /** How many steps each worker runs at a time, and how many copies all of them, on each cluster. */
    readonly atOnce: { readonly steps: number; readonly copies: number };
    /** By cluster: the API server that is asked in place of maprcli, and the files that it takes. */
    readonly rest: Readonly<Record<string, RestSettings>>;
  } | null;
  readonly timeouts: {
    /** Of every maprcli and maprlogin call. */
    readonly commandMs: number;
    /** How long the last step waits for messages to arrive. */
    readonly confirmMs: number;
    /** Between the last step's two looks. */
    readonly settleMs: number;
  };
  readonly watch: {
    /** How often each stream of a replication is looked at. */
    readonly everyMs: number;
    /** How far a replica may be behind before that is said. */
    readonly lagMs: number;
  };
  readonly retention: {
    /** How long after its end a request's log is kept as it is; then it is compressed. */
    readonly compactMs: number;
  };
  readonly retries: {
    readonly attempts: number;
    /** Before the second try; doubled each time. */
    readonly delayMs: number;
  };
}

export interface RestSettings {
  /** `https://host:8443` */
  readonly url: string;
  readonly userFile: string;
  readonly passwordFile: string;
  readonly caFile: string;
}

const ownersExample = '[U0123ABCD, S0456EFGH]';
const owner = 'is not a Slack user (U…, W…) or user group (S…); for example U0123ABCD';
const owners = z
  .array(z.string({ error: owner }).regex(/^[UWS][A-Z0-9]{2,}$/, { error: owner }), {
    error: `has to be a list of owners; for example ${ownersExample}`,
  })
  .min(1, { error: `needs at least one owner; for example ${ownersExample}` })
  .describe(
    'Who speaks for it: Slack users (`U…`, `W…`) and user groups (`S…`). Read anew on SIGHUP.',
  );

const cluster = group(`{ owners: ${ownersExample} }`, {
  owners,
  paths: z
    .record(
      z
        .string()
        .regex(patternGrammar, { error: 'is not a path pattern; for example /payments/**' }),
      group(`{ owners: ${ownersExample} }`, { owners }).describe(
        "Who speaks for what fits the pattern, in place of the cluster's owners.",
      ),
      { error: 'has to give owners to path patterns; for example { /payments/**: { owners: … } }' },
    )
    .default({})
    .describe('Parts of the cluster that have owners of their own, by a pattern of paths.'),
})
  .describe('A cluster, by its name in `mapr-clusters.conf`.')
  .transform(
    ({ owners, paths }): ClusterSettings => ({
      owners,
      paths: Object.entries(paths).map(([pattern, of]) => ({ pattern, owners: of.owners })),
    }),
  );

const clusterName = z
  .string({ error: "is not a cluster's name; for example newyork" })
  .refine(
    isClusterName,
    "is not a cluster's name: letters, digits, '.', '_' and '-'; for example newyork",
  )
  .meta({ pattern: '^(?!\\.{1,2}$)[A-Za-z0-9._][A-Za-z0-9._-]*$' });

const serverExample = 'https://api.newyork.example.com:8443';
const restExample = `{ newyork: { url: ${serverExample}, … } }`;

const rest = group(`{ url: ${serverExample}, userFile: /etc/replicate/newyork-user, … }`, {
  url: z
    .string({ error: `is not an address; for example ${serverExample}` })
    .refine(
      isOrigin,
      `is not https://<host>:<port>, and nothing else; for example ${serverExample}`,
    )
    .meta({
      description: '`https://<host>:8443` and no more.',
      pattern: '^[hH][tT][tT][pP][sS]://[^/?#@\\s]+/?$',
    }),
  userFile: file(
    'The file that holds the name of the user, in a line; read when the worker starts.',
    '/etc/replicate/newyork-user',
  ),
  passwordFile: file(
    'The file that holds the password, in a line; read when the worker starts.',
    '/etc/replicate/newyork-password',
  ),
  caFile: file(
    "The file with the CA of the server's certificate, in PEM. No other CA counts, and the check cannot be switched off.",
    '/etc/replicate/newyork-ca.pem',
  ),
}).describe(
  "The cluster's API server, which the worker asks in place of `maprcli`; of any cluster, served by this worker or not.",
);

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, origin, href } = new URL(text);
  return protocol === 'https:' && (href === origin || href === `${origin}/`);
}

const clustersExample = '{ newyork: { owners: [U0123ABCD] } }';
const served = 'has to name the clusters that this worker serves; for example [newyork]';

export const settingsSchema = group(`clusters: ${clustersExample}`, {
  clusters: z
    .record(clusterName, cluster, {
      error: `has to name the clusters and their owners; for example ${clustersExample}`,
    })
    .refine(
      (clusters) => Object.keys(clusters).length > 0,
      `has to name a cluster; for example ${clustersExample}`,
    )
    .meta({ description: 'The clusters, and who speaks for each.', minProperties: 1 }),
  consent: group('{ expires: 24h, remind: 4h }', {
    expires: duration("How long an owner of the replica's side has to answer.", '24h', '365d'),
    remind: duration(
      'When they are reminded; left out if that is at or after the expiry.',
      '4h',
      '365d',
    ),
  })
    .prefault({})
    .describe('The questions to owners.'),
  worker: group('{ clusters: [newyork] }', {
    clusters: z
      .array(clusterName, { error: served })
      .min(1, { error: served })
      .describe('Which of the clusters this worker serves.'),
    atOnce: group('{ steps: 8, copies: 4 }', {
      steps: wholeNumber(
        'How many steps a worker runs at a time on each of its clusters; each is a `maprcli` or two.',
        1,
        64,
        8,
      ),
      copies: wholeNumber(
        'How many streams are copied at a time from each cluster, by all of its workers together; give all of them the same number. The others wait for their turn, and hold up nothing else.',
        1,
        64,
        4,
      ),
    })
      .prefault({})
      .describe('How much is done at the same time.'),
    rest: z
      .record(clusterName, rest, {
        error: `has to give API servers to clusters; for example ${restExample}`,
      })
      .default({})
      .describe('API servers that are asked in place of `maprcli`, by cluster.'),
  })
    .nullable()
    .default(null)
    .describe('What a worker does; needed on a worker, and passed over by a bot.'),
  timeouts: group('{ command: 60s, confirm: 10m }', {
    command: duration(
      'Of every `maprcli` and `maprlogin` call, by REST too. `mapr copystream` has none, but is watched.',
      '60s',
    ),
    confirm: duration(
      'How long the last step waits for messages to arrive, and for gateways that are away.',
      '10m',
    ),
    settle: duration("The time between the last step's two looks.", '3s'),
  })
    .prefault({})
    .describe('How long is waited for clusters.'),
  watch: group('{ every: 5m, lag: 15m }', {
    every: duration(
      'How often each stream of a replication is looked at: three commands, and one for each topic, on either side.',
      '5m',
    ),
    lag: duration(
      'How far a replica may be behind its source before its owners are told; at most what a hundred looks reach back.',
      '15m',
    ),
  })
    .prefault({})
    .describe('The watch over what replicates.'),
  retention: group('{ compact: 30d }', {
    compact: duration(
      "How long after its end a request's log is kept as it is; then it is compressed, and nothing is deleted.",
      '30d',
      '3650d',
    ),
  })
    .prefault({})
    .describe('What becomes of requests that have ended.'),
  retries: group('{ attempts: 5, delay: 1s }', {
    attempts: wholeNumber('How often a step is tried before it has failed for good.', 1, 20, 5),
    delay: duration('The wait before the second try; doubled each time.', '1s', '10m'),
  })
    .prefault({})
    .describe('Steps that fail, but may pass.'),
})
  .superRefine(({ clusters, worker }, context) => {
    const { clusters: served = [], rest = {} } = worker ?? {};
    const named = [
      ...served.map((name, index) => ({ name, path: ['clusters', index] })),
      ...Object.keys(rest).map((name) => ({ name, path: ['rest', name] })),
    ];
    for (const { name, path } of named) {
      if (Object.hasOwn(clusters, name)) continue;
      context.addIssue({
        code: 'custom',
        path: ['worker', ...path],
        message: `is ${name}, which is not one of the clusters; for example ${Object.keys(clusters)[0]}`,
      });
    }
  })
  .transform(
    ({ clusters, consent, worker, timeouts, watch, retention, retries }): Settings => ({
      clusters,
      consent: {
        expiresMs: consent.expires,
        remindMs: consent.remind < consent.expires ? consent.remind : null,
      },
      worker,
      timeouts: {
        commandMs: timeouts.command,
        confirmMs: timeouts.confirm,
        settleMs: timeouts.settle,
      },
      watch: { everyMs: watch.every, lagMs: watch.lag },
      retention: { compactMs: retention.compact },
      retries: { attempts: retries.attempts, delayMs: retries.delay },
    }),
  );
