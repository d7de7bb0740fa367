/** What a piece of work says to a trace. Nothing of OpenTelemetry is known here, nor loaded: without a tracer, the work is done and no more. */

import type { Telemetry } from 'bullmq';

export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** Adds what is known only at the end of the work. */
export type Note = (more: Attributes) => void;

export interface Tracer {
  /** @param request whose trace it belongs to; null: to the trace that is under way, or to none */
  span<T>(
    request: string | null,
    name: string,
    attributes: Attributes,
    work: (note: Note) => Promise<T>,
  ): Promise<T>;
  /** Writes down the first span of a request's trace. @param since milliseconds since 1970 */
  root(request: string, name: string, attributes: Attributes, since: number): void;
  /** For BullMQ's queues and workers. */
  readonly telemetry: Telemetry;
  /** Sends what is left, within a bounded time. Never rejects. */
  stop(): Promise<void>;
}

let tracer: Tracer | null = null;

/** From here on, work is traced; to be called before any queue is made. */
export function traceWith(given: Tracer | null): void {
  tracer = given;
}

/** Does the work, as a span. Never a secret in the attributes, nor what a person or a program said. */
export function traced<T>(
  request: string | null,
  name: string,
  attributes: Attributes,
  work: (note: Note) => Promise<T>,
): Promise<T> {
  return tracer ? tracer.span(request, name, attributes, work) : work(() => undefined);
}

export function traceBegun(
  request: string,
  name: string,
  attributes: Attributes,
  since: number,
): void {
  tracer?.root(request, name, attributes, since);
}

/** BullMQ's option, where there is a tracer. */
export function telemetryOption(): { telemetry?: Telemetry } {
  return tracer ? { telemetry: tracer.telemetry } : {};
}

export async function stopTracing(): Promise<void> {
  await tracer?.stop();
}
