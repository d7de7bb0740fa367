/** The tracer that sends to a collector. Loaded only where one is named: see switch.ts. */

import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Context,
  context,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  RandomIdGenerator,
} from '@opentelemetry/sdk-trace-node';
import { createTelemetry } from './bullmq.ts';
import { type TraceIds, traceIdsOf } from './ids.ts';
import type { Attributes, Note, Tracer } from './span.ts';

/** How long a process that stops waits for the collector, in milliseconds. */
const flushWithinMs = 2_000;

/** @param role what the service is called where OTEL_SERVICE_NAME does not say: `replicate-bot bot`, say */
export function createTracer(role: string): Tracer {
  const ids = new GivenIds();
  const provider = new NodeTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': `replicate-bot ${role}` }))
      .merge(detectResources({ detectors: [envDetector] })),
    idGenerator: ids,
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  const tracer = provider.getTracer('replicate-bot');

  return {
    telemetry: createTelemetry(),
    span(request, name, attributes, work) {
      const on = request === null ? context.active() : contextOf(request);
      if (!trace.getSpan(on)) return work(() => undefined);
      const own = request === null ? attributes : { ...attributes, 'replicate.request': request };
      const span = tracer.startSpan(name, { attributes: own }, on);
      return context.with(trace.setSpan(on, span), () => ended(span, work));
    },
    root(request, name, attributes, since) {
      const own = { ...attributes, 'replicate.request': request };
      ids.next = traceIdsOf(request);
      tracer.startSpan(name, { root: true, attributes: own, startTime: since }, ROOT_CONTEXT).end();
      ids.next = null;
    },
    async stop() {
      const bound = new AbortController();
      const { signal } = bound;
      const flushed = provider.shutdown().catch(() => undefined);
      await Promise.race([flushed, sleep(flushWithinMs, undefined, { signal }).catch(() => {})]);
      bound.abort();
    },
  };
}

/** What is under way, if it belongs to the request; else right below the first span of its trace. */
function contextOf(request: string): Context {
  const active = context.active();
  const own = traceIdsOf(request);
  if (trace.getSpanContext(active)?.traceId === own.traceId) return active;
  const parent = { ...own, traceFlags: TraceFlags.SAMPLED, isRemote: true };
  return trace.setSpanContext(ROOT_CONTEXT, parent);
}

async function ended<T>(span: Span, work: (note: Note) => Promise<T>): Promise<T> {
  try {
    return await work((more: Attributes) => span.setAttributes(more));
  } catch (error) {
    // Its message may repeat what a program printed, or a person wrote.
    span.setAttribute('error.type', error instanceof Error ? error.name : 'unknown');
    // That a job is put off is how steps wait.
    if (!(error instanceof Error && error.name === 'DelayedError')) {
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    throw error;
  } finally {
    span.end();
  }
}

class GivenIds extends RandomIdGenerator {
  /** Of the span that is started next. */
  next: TraceIds | null = null;
  readonly #random = new RandomIdGenerator();

  override generateTraceId = () => this.next?.traceId ?? this.#random.generateTraceId();
  override generateSpanId = () => this.next?.spanId ?? this.#random.generateSpanId();
}
