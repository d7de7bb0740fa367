import { expect, it } from 'vitest';
import { isTracing } from '../../src/tracing/switch.ts';

const named = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };

it.each([
  [{}, false],
  [{ OTEL_SERVICE_NAME: 'bot' }, false],
  [{ OTEL_TRACES_EXPORTER: 'otlp' }, false],
  [{ ...named, OTEL_SDK_DISABLED: 'TRUE' }, false],
  [{ ...named, OTEL_TRACES_EXPORTER: 'none' }, false],
  [named, true],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:4318/v1/traces' }, true],
  [{ ...named, OTEL_TRACES_EXPORTER: 'otlp' }, true],
])(
  'Traces are sent only where a collector is named and nobody has switched them off: %j',
  (env, on) => {
    expect(isTracing(env)).toBe(on);
  },
);
