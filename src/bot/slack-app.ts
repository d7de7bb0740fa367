/** Bolt, set up so that it survives Slack's bad days. */

import { setTimeout as sleep } from 'node:timers/promises';
import { App, HTTPReceiver, type Logger, SocketModeReceiver } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { BotEnv } from '../config.ts';
import { MeasuredClient, measureAcknowledgements, type SlackMeters } from './measured.ts';
import type { Posted } from './posted.ts';

export interface SlackApp {
  readonly app: App;
  /** For what a person waits for: it never queues behind a rate limit, and fails soon. */
  readonly interactive: WebClient;
  /** For the posts and edits: a limit that holds these up holds up nothing else. */
  readonly posting: WebClient;
  /** The workspace that the bot belongs to; known once it has started. */
  team(): string;
  /** A link to a message of that workspace. */
  linkTo(message: Pick<Posted, 'channel' | 'ts' | 'thread'>): string;
  /** Whether what people type and press arrives now. */
  isConnected(): boolean;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const interactiveMs = 2_000;
/** How long a post or an edit may take, in milliseconds. */
export const postingMs = 10_000;

/**
 * - The receiver is our own. App would hand its `clientOptions` to Socket Mode, which changes them
 *   in place, and whose retries grow without bound; ours go on for ever, fifteen seconds apart at most.
 * - `deferInitialization`: App asks `auth.test` once and remembers a failure for ever; we ask until
 *   Slack answers, and only then start.
 */
export function createSlackApp(env: BotEnv, logger: Logger, meters: SlackMeters): SlackApp {
  const { botToken, slackApiUrl } = env;
  let connected = false;
  const receiver = createReceiver(env, logger, (is) => {
    connected = is;
  });
  const app = new App({
    token: botToken,
    receiver,
    clientOptions: clientOptions(slackApiUrl, interactiveMs),
    deferInitialization: true,
    // Nothing is kept between two messages of a conversation: the log knows.
    convoStore: false,
    logger,
  });
  measureAcknowledgements(app, meters);
  const client = (ms: number) =>
    new MeasuredClient(botToken, clientOptions(slackApiUrl, ms), meters);
  const [interactive, posting] = [client(interactiveMs), client(postingMs)];
  let team = '';
  let url = '';
  const stopping = new AbortController();

  return {
    app,
    interactive,
    posting,
    team: () => team,
    linkTo: ({ channel, ts, thread }) => {
      const link = `${url}archives/${channel}/p${ts.replace('.', '')}`;
      return thread === undefined ? link : `${link}?thread_ts=${thread}&cid=${channel}`;
    },
    isConnected: () => connected,
    async start() {
      await untilSlackAnswers(async () => {
        await app.init();
        const me = await interactive.auth.test();
        team = me.team_id ?? '';
        url = me.url ?? '';
      });
      if (stopping.signal.aborted) return;
      await (env.mode.kind === 'http' ? app.start(env.mode.port) : app.start());
      if (env.mode.kind === 'http') connected = true;
    },
    async stop() {
      stopping.abort();
      connected = false;
      await app.stop();
    },
  };

  async function untilSlackAnswers(ask: () => Promise<void>): Promise<void> {
    for (let wait = 500; ; wait = Math.min(wait * 2, 15_000)) {
      try {
        return await ask();
      } catch (error) {
        if (isFinal(error)) throw error;
        logger.warn('Slack does not answer yet', error);
        await sleep(wait, undefined, { signal: stopping.signal }).catch(() => undefined);
        if (stopping.signal.aborted) return;
      }
    }
  }
}

/** @param onConnection told whether the socket is open; by HTTP, nothing is told */
function createReceiver(
  { mode, slackApiUrl }: BotEnv,
  logger: Logger,
  onConnection: (connected: boolean) => void,
) {
  if (mode.kind === 'http') {
    return new HTTPReceiver({ signingSecret: mode.signingSecret, logger });
  }
  const receiver = new SocketModeReceiver({
    appToken: mode.appToken,
    logger,
    installerOptions: {
      clientOptions: {
        slackApiUrl,
        retryConfig: { forever: true, minTimeout: 500, maxTimeout: 15_000, factor: 1.3 },
      },
    },
  });
  receiver.client.on('connected', () => onConnection(true));
  for (const gone of ['disconnecting', 'reconnecting', 'disconnected']) {
    receiver.client.on(gone, () => onConnection(false));
  }
  return receiver;
}

/** No retries of the client's own: it repeats posts whose answer was lost, and so posts twice. */
function clientOptions(slackApiUrl: string, timeout: number) {
  return { slackApiUrl, timeout, rejectRateLimitedCalls: true, retryConfig: { retries: 0 } };
}

/** Slack's answers that no waiting mends. */
const finalErrors = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'missing_scope',
]);

function isFinal(error: unknown): boolean {
  const code = (error as { data?: { error?: unknown } } | null)?.data?.error;
  return typeof code === 'string' && finalErrors.has(code);
}
