/** The YAML of the settings: strict, so that a slip of the pen is told and not passed over. */

import { z } from 'zod';
import { isClusterName } from '../mapr/path.ts';
import { parseDuration } from './durations.ts';
import { type ClusterSettings, patternGrammar } from './ownership.ts';

/** What a process reads once at its start. Times are in milliseconds. */
export interface Settings {
  readonly clusters: Readonly<Record<string, ClusterSettings>>;
  readonly consent: {
    readonly expiresMs: number;
    /** Null where it would come at or after the expiry. */
    readonly remindMs: number | null;
  };
  readonly worker: { readonly clusters: readonly string[] } | null;
  readonly timeouts: {
    /** Of every maprcli and maprlogin call. */
    readonly commandMs: number;
    /** How long the last step waits for messages to arrive. */
    readonly confirmMs: number;
    /** Between the last step's two looks. */
    readonly settleMs: number;
  };
  readonly retries: {
    readonly attempts: number;
    /** Before the second try; doubled each time. */
    readonly delayMs: number;
  };
}

function duration(otherwise: string) {
  return z
    .string({ error: 'is not a duration; for example 500ms, 5s, 10m, 4h, 7d' })
    .default(otherwise)
    .transform((text, context) => {
      const ms = parseDuration(text);
      if (ms !== null && ms > 0) return ms;
      context.addIssue({
        code: 'custom',
        message: 'is not a duration; for example 500ms, 5s, 10m, 4h, 7d',
      });
      return z.NEVER;
    });
}

const owners = z
  .array(
    z.string().regex(/^[UWS][A-Z0-9]{2,}$/, {
      error: 'is not a Slack user (U…, W…) or user group (S…); for example U0123ABCD',
    }),
  )
  .min(1, { error: 'needs at least one owner; for example [U0123ABCD, S0456EFGH]' });

const cluster = z
  .strictObject({
    owners,
    paths: z
      .record(
        z
          .string()
          .regex(patternGrammar, { error: 'is not a path pattern; for example /payments/**' }),
        z.strictObject({ owners }),
      )
      .default({}),
  })
  .transform(
    ({ owners, paths }): ClusterSettings => ({
      owners,
      paths: Object.entries(paths).map(([pattern, of]) => ({ pattern, owners: of.owners })),
    }),
  );

const clusterName = z.string().refine(isClusterName, {
  error: "is not a cluster's name: letters, digits, '.', '_' and '-'; for example newyork",
});

export const settingsSchema = z
  .strictObject({
    clusters: z
      .record(clusterName, cluster, { error: 'has to name the clusters and their owners' })
      .refine((clusters) => Object.keys(clusters).length > 0, { error: 'has to name a cluster' }),
    consent: z.strictObject({ expires: duration('24h'), remind: duration('4h') }).prefault({}),
    worker: z
      .strictObject({ clusters: z.array(clusterName).min(1) })
      .nullable()
      .default(null),
    timeouts: z
      .strictObject({ command: duration('60s'), confirm: duration('10m'), settle: duration('3s') })
      .prefault({}),
    retries: z
      .strictObject({ attempts: z.int().min(1).max(20).default(5), delay: duration('1s') })
      .prefault({}),
  })
  .superRefine(({ clusters, worker }, context) => {
    for (const [index, name] of (worker?.clusters ?? []).entries()) {
      if (Object.hasOwn(clusters, name)) continue;
      context.addIssue({
        code: 'custom',
        path: ['worker', 'clusters', index],
        message: `is ${name}, which is not one of the clusters; for example ${Object.keys(clusters)[0]}`,
      });
    }
  })
  .transform(
    ({ clusters, consent, worker, timeouts, retries }): Settings => ({
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
      retries: { attempts: retries.attempts, delayMs: retries.delay },
    }),
  );
