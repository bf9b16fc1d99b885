import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type Context,
  defaultTextMapGetter,
  ROOT_CONTEXT,
  type Span as OpenSpan,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TracerProvider,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import { HeardExporter } from './heard-exporter.js';
import type { Span, SpanAttributes, Tracing } from './tracing.js';

const EXPORT_INTERVAL_MS = 2_000;
/** Retries included. The next batch tries again; waiting spans are bounded. */
const EXPORT_TIMEOUT_MS = 3_000;
/** A collector that is down must not delay a stop. */
const CLOSE_LIMIT_MS = 3_000;

export interface OpenTelemetryOptions {
  readonly otlpEndpoint: string;
  readonly otlpHeaders: Readonly<Record<string, string>>;
  readonly traceSamplePercent: number;
  readonly roles: readonly string[];
}

/** Spans by OTLP over HTTP. It sets nothing global, so that several ledgers may run in one process. */
export class OpenTelemetry implements Tracing {
  readonly #contexts = new AsyncLocalStorageContextManager().enable();
  readonly #propagator = new W3CTraceContextPropagator();
  readonly #exporter: HeardExporter;
  readonly #provider: TracerProvider;
  readonly #tracer: Tracer;

  constructor({ otlpEndpoint, otlpHeaders, traceSamplePercent, roles }: OpenTelemetryOptions) {
    const exporter = new OTLPTraceExporter({
      url: `${otlpEndpoint.replace(/\/+$/, '')}/v1/traces`,
      headers: { ...otlpHeaders },
      timeoutMillis: EXPORT_TIMEOUT_MS,
    });
    this.#exporter = new HeardExporter(exporter);
    const share = new TraceIdRatioBasedSampler(traceSamplePercent / 100);
    this.#provider = new TracerProvider({
      resource: resourceFromAttributes({
        'service.name': 'subledger',
        'service.instance.id': randomUUID(),
        'subledger.roles': roles.join(','),
      }),
      // A caller that wants every one of its requests traced gets no more than its share.
      sampler: new ParentBasedSampler({ root: share, remoteParentSampled: share }),
      spanProcessors: [
        new BatchSpanProcessor({
          exporter: this.#exporter,
          scheduledDelayMillis: EXPORT_INTERVAL_MS,
        }),
      ],
    });
    this.#tracer = this.#provider.getTracer('subledger');
  }

  begin(name: string, headers: IncomingHttpHeaders): Span {
    const parent = this.#propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
    return this.#begin(name, {}, parent);
  }

  async run<T>(
    name: string,
    attributes: SpanAttributes,
    work: (span: Span) => Promise<T>,
  ): Promise<T> {
    const span = this.#begin(name, attributes, this.#contexts.active());
    try {
      const result = await span.within(() => work(span));
      span.end();
      return result;
    } catch (error) {
      span.fail(error);
      throw error;
    }
  }

  ids(): Readonly<Record<string, string>> {
    const context = trace.getSpanContext(this.#contexts.active());
    return context === undefined ? {} : { trace_id: context.traceId, span_id: context.spanId };
  }

  onLoss(hear: (error: unknown) => void): void {
    this.#exporter.onLoss(hear);
  }

  async close(): Promise<void> {
    const limit = wait(CLOSE_LIMIT_MS, undefined, { ref: false });
    await Promise.race([this.#provider.shutdown().catch(() => undefined), limit]);
  }

  #begin(name: string, attributes: SpanAttributes, parent: Context): Span {
    const span = this.#tracer.startSpan(name, { attributes }, parent);
    const context = trace.setSpan(parent, span);
    return {
      set: (more) => {
        span.setAttributes(more);
      },
      within: (work) => this.#contexts.with(context, work),
      end: () => {
        span.end();
      },
      fail: (error) => {
        fail(span, error);
      },
    };
  }
}

/** Only by its code: a message may contain personal data. */
function fail(span: OpenSpan, error: unknown): void {
  const { code } = error as { readonly code?: unknown };
  const name = error instanceof Error ? error.name : typeof error;
  span.setAttribute('error.type', typeof code === 'string' ? code : name);
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
