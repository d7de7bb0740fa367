/** The environment of every process, as docs/settings.md tells of it (`npm run settings`). */

export interface EnvironmentSetting {
  /** Which processes read it. */
  readonly roles: string;
  readonly form: string;
  /** What holds where it is not set. */
  readonly otherwise: string;
  readonly what: string;
  /** Whether a file may hold it, under the same name with `_FILE`. */
  readonly isSecret?: true;
}

export const environment: Readonly<Record<string, EnvironmentSetting>> = {
  REPLICATE_CONFIG: {
    roles: 'all',
    form: 'path',
    otherwise: '`./replicate.yaml`',
    what: 'The YAML file.',
  },
  REDIS_URL: {
    roles: 'all',
    form: 'an address, see [below](#redis_url)',
    otherwise: '`redis://127.0.0.1:6379`',
    what: 'The Redis where bots and workers meet.',
    isSecret: true,
  },
  SLACK_BOT_TOKEN: {
    roles: 'bot',
    form: '`xoxb-…`',
    otherwise: 'needed',
    what: 'With what the bot speaks in Slack.',
    isSecret: true,
  },
  SLACK_APP_TOKEN: {
    roles: 'bot',
    form: '`xapp-…`',
    otherwise: 'needed for Socket Mode',
    what: 'Opens the connection on which Slack tells what people do.',
    isSecret: true,
  },
  SLACK_SIGNING_SECRET: {
    roles: 'bot',
    form: 'text',
    otherwise: '',
    what: 'In place of the app token: Slack tells it by HTTP, path `/slack/events`, and signs with this.',
    isSecret: true,
  },
  PORT: {
    roles: 'bot',
    form: '1 to 65535',
    otherwise: 'needed for HTTP',
    what: 'Where Slack reaches the bot, with `SLACK_SIGNING_SECRET`.',
  },
  SLACK_API_URL: {
    roles: 'bot',
    form: '`https://…`',
    otherwise: '`https://slack.com/api/`',
    what: "Slack's methods.",
  },
  CONSENT_SIGNING_KEY: {
    roles: 'bot',
    form: 'Ed25519, PEM (PKCS #8)',
    otherwise: 'needed',
    what: 'Signs what was asked, agreed and undone.',
    isSecret: true,
  },
  CONSENT_PUBLIC_KEY: {
    roles: 'worker',
    form: 'Ed25519, PEM (SPKI)',
    otherwise: 'needed',
    what: 'Proves these signatures; the one that belongs to the signing key.',
    isSecret: true,
  },
  MAPR_HOME: {
    roles: 'worker',
    form: 'absolute path',
    otherwise: '`/opt/mapr`',
    what: 'A worker runs `maprcli`, `mapr` and `maprlogin` from its `bin`, and no other program.',
  },
  OPS_LISTEN: {
    roles: 'bot, worker',
    form: '`<host>:<port>`',
    otherwise: 'nowhere',
    what: 'Where it answers `/healthz`, `/readyz` and `/metrics` ([monitoring.md](monitoring.md)).',
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    roles: 'bot, worker',
    form: '`http://<host>:4318`',
    otherwise: 'no traces are made',
    what: 'A collector that traces are sent to ([monitoring.md](monitoring.md#traces)).',
  },
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: {
    roles: 'bot, worker',
    form: '`http://<host>:4318/v1/traces`',
    otherwise: 'the one above, with `/v1/traces`',
    what: 'The same, with the whole address.',
  },
  OTEL_SERVICE_NAME: {
    roles: 'bot, worker',
    form: 'text',
    otherwise: '`replicate-bot <role>`',
    what: 'What the process is called in traces.',
  },
  OTEL_SDK_DISABLED: {
    roles: 'bot, worker',
    form: '`true`',
    otherwise: '',
    what: 'Switches traces off, whatever else is set.',
  },
  OTEL_TRACES_EXPORTER: {
    roles: 'bot, worker',
    form: '`otlp` or `none`',
    otherwise: '`otlp`',
    what: 'Anything but `otlp` switches traces off.',
  },
  LOG_LEVEL: {
    roles: 'all',
    form: '`trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`',
    otherwise: '`info`',
    what: 'How much is logged; the `ready` line comes at any level.',
  },
};
