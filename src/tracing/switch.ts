/** Whether traces are sent, by OpenTelemetry's own variables. */

/** Only where somebody has named a collector, and nobody has switched it off. */
export function isTracing(env: NodeJS.ProcessEnv): boolean {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: all, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces } = env;
  if (!(all || traces)) return false;
  if (env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return false;
  return (env['OTEL_TRACES_EXPORTER'] || 'otlp') === 'otlp';
}
