/** What is measured, by the names that dashboards and alerts use: each process has its own, and Prometheus adds them up. */

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** In seconds: from a look that answers at once to a copy of half a day. */
const stepBuckets = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 7_200, 43_200];
/** Slack gives up after three. */
const answerBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3];
const waitBuckets = [0.5, 1, 2, 5, 10, 30, 60, 300];

export type Metrics = ReturnType<typeof createMetrics>;

export function createMetrics() {
  const register = new Registry();
  const registers = [register];
  collectDefaultMetrics({ register });
  const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Counter({ name, help, labelNames, registers });
  const gauge = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Gauge({ name, help, labelNames, registers });
  const histogram = <L extends string>(
    name: string,
    help: string,
    labelNames: L[],
    buckets: number[],
  ) => new Histogram({ name, help, labelNames, buckets, registers });
  return {
    register,
    requestsBegun: counter('replicate_requests_begun_total', 'Requests that were begun.', [
      'procedure',
    ]),
    requestsEnded: counter('replicate_requests_ended_total', 'Requests that have ended.', [
      'procedure',
      'outcome',
    ]),
    consents: counter(
      'replicate_consents_total',
      'Decisions of owners, and questions that expired.',
      ['side', 'decision'],
    ),
    steps: counter('replicate_steps_total', 'Steps that came to their end, or failed for good.', [
      'step',
      'outcome',
    ]),
    stepSeconds: histogram(
      'replicate_step_duration_seconds',
      'From the first start of a step to its end, its waits included.',
      ['step'],
      stepBuckets,
    ),
    commands: counter('replicate_commands_total', 'Commands that were run on the clusters.', [
      'cluster',
      'purpose',
      'outcome',
    ]),
    commandSeconds: histogram(
      'replicate_command_duration_seconds',
      'Of one command on a cluster.',
      ['cluster', 'purpose'],
      stepBuckets,
    ),
    requestsOpen: gauge('replicate_requests_open', 'Requests that have not ended, by state.', [
      'state',
    ]),
    queueJobs: gauge('replicate_queue_jobs', 'Jobs of a queue, by state.', ['queue', 'state']),
    queueOldest: gauge(
      'replicate_queue_oldest_job_age_seconds',
      'How long the oldest job of a queue has been ready to be taken up; 0 where none is.',
      ['queue'],
    ),
    acknowledgement: histogram(
      'replicate_slack_acknowledgement_seconds',
      'From the arrival of what somebody typed or pressed to its acknowledgement.',
      ['kind'],
      answerBuckets,
    ),
    slackCalls: counter('replicate_slack_calls_total', 'Calls of Slack’s methods.', [
      'method',
      'outcome',
    ]),
    slackWaits: histogram(
      'replicate_slack_wait_seconds',
      'How long a message had to wait for Slack’s limits.',
      ['what'],
      waitBuckets,
    ),
    lag: gauge(
      'replicate_replication_lag_seconds',
      'How long ago the source had what the replica has not yet; absent where it is not known.',
      ['source', 'replica'],
    ),
    backlog: gauge(
      'replicate_replication_backlog_bytes',
      'What waits at the source to be replicated, as the cluster tells of it.',
      ['source', 'replica'],
    ),
    troubles: gauge(
      'replicate_replication_troubles',
      'How many things are not as they ought to be; 0: it is well.',
      ['source', 'replica'],
    ),
    looked: gauge(
      'replicate_cluster_answered_timestamp_seconds',
      'When a cluster last answered this worker, in seconds since 1970.',
      ['cluster'],
    ),
    settingsLoaded: gauge(
      'replicate_settings_loaded_timestamp_seconds',
      'When the owners in force were read, in seconds since 1970.',
      [],
    ),
    settingsReloaded: gauge(
      'replicate_settings_last_reload_successful',
      'Whether the settings could be used when they were read last: 1 or 0.',
      [],
    ),
    ticketExpires: gauge(
      'replicate_ticket_expires_timestamp_seconds',
      "When this worker's ticket for a cluster ends, in seconds since 1970; absent where it is not known.",
      ['cluster'],
    ),
    ready: gauge('replicate_ready', 'Whether a part of this process can do its work: 1 or 0.', [
      'part',
    ]),
  };
}

/** What the bot's side of Slack tells, as it is measured. */
export function slackMeters({ slackCalls, acknowledgement, slackWaits }: Metrics) {
  return {
    called: (method: string, outcome: string) => slackCalls.inc({ method, outcome }),
    acknowledged: (kind: string, seconds: number) => acknowledgement.observe({ kind }, seconds),
    waited: (what: string, seconds: number) => slackWaits.observe({ what }, seconds),
  };
}

/** The names of all that is measured, those of Node.js among them; a histogram counts for three. */
export async function metricNames({ register }: Metrics): Promise<ReadonlySet<string>> {
  const names = (await register.getMetricsAsJSON()).flatMap(({ name, type }) =>
    String(type) === 'histogram'
      ? [name, `${name}_bucket`, `${name}_sum`, `${name}_count`]
      : [name],
  );
  return new Set(names);
}
