import { trace } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { SpanKind } from 'bullmq';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTelemetry } from '../../src/tracing/bullmq.ts';

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
beforeAll(() => provider.register());
afterAll(() => provider.shutdown());

it("BullMQ's spans tell of a job what is on the list, and not what it holds or says", () => {
  const { tracer, contextManager } = createTelemetry();
  const parent = provider.getTracer('test').startSpan('request');
  const on = trace.setSpan(contextManager.active(), parent);
  const span = tracer.startSpan('process steps', { kind: SpanKind.CONSUMER }, on);
  span.setAttribute('bullmq.job.id', '7');
  span.setAttribute('bullmq.job.result', 'secret-1');
  span.setAttributes({ 'bullmq.job.name': 'create', 'bullmq.job.failed.reason': 'secret-2' });
  span.addEvent('secret-3', {});
  span.recordException(new TypeError('secret-4'));
  span.end();
  const [seen] = exporter.getFinishedSpans();
  expect(seen?.attributes).toEqual({
    'bullmq.job.id': '7',
    'bullmq.job.name': 'create',
    'error.type': 'TypeError',
  });
  expect(seen?.events).toEqual([]);
});
