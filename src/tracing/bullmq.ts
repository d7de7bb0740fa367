/** BullMQ's own spans, of jobs that are added and processed; its polling, and what jobs and errors say, stay out. */

import { context, trace } from '@opentelemetry/api';
import type { Attributes, Span, Telemetry, Tracer } from 'bullmq';
import { BullMQOtel } from 'bullmq-otel';

const told = new Set([
  'bullmq.queue.name',
  'bullmq.queue.operation',
  'bullmq.job.name',
  'bullmq.job.id',
  'bullmq.job.attempts.made',
]);

const nothing: Span = {
  setSpanOnContext: (on) => on,
  setAttribute: () => undefined,
  setAttributes: () => undefined,
  addEvent: () => undefined,
  recordException: () => undefined,
  end: () => undefined,
};

export function createTelemetry(): Telemetry {
  const { tracer, contextManager } = new BullMQOtel({ tracerName: 'bullmq' });
  return {
    contextManager,
    tracer: {
      startSpan(name, options, on) {
        // What belongs to no request is of no use: every look of an idle worker would be a trace.
        const parent = trace.getSpan(on ?? context.active());
        if (!parent || !/^(add|process)/.test(name)) return nothing;
        return discreet(tracer.startSpan(name, options, on));
      },
    } satisfies Tracer,
  };
}

function discreet(span: Span): Span {
  return {
    setSpanOnContext: (on) => span.setSpanOnContext(on),
    setAttribute: (key, value) => {
      if (told.has(key)) span.setAttribute(key, value);
    },
    setAttributes: (given: Attributes) => {
      span.setAttributes(
        Object.fromEntries(Object.entries(given).filter(([key]) => told.has(key))) as Attributes,
      );
    },
    addEvent: () => undefined,
    recordException: (error) => {
      const name = typeof error === 'object' && 'name' in error ? error.name : undefined;
      span.setAttribute('error.type', name ?? 'Error');
    },
    end: () => span.end(),
  };
}
