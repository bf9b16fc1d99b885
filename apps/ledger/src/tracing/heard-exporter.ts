import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';

/** If a collector is down, every batch fails: reporting it once a minute is enough. */
const QUIET_MS = 60_000;

/** An exporter that reports when it loses spans: OpenTelemetry itself would lose them silently. */
export class HeardExporter implements SpanExporter {
  readonly #exporter: SpanExporter;
  #hear: (error: unknown) => void = () => undefined;
  #quietUntilMs = -Infinity;

  constructor(exporter: SpanExporter) {
    this.#exporter = exporter;
  }

  onLoss(hear: (error: unknown) => void): void {
    this.#hear = hear;
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.#exporter.export(spans, (result) => {
      if (result.code !== ExportResultCode.SUCCESS) this.#tell(result.error);
      done(result);
    });
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }

  #tell(error: unknown): void {
    if (performance.now() < this.#quietUntilMs) return;
    this.#quietUntilMs = performance.now() + QUIET_MS;
    this.#hear(error);
  }
}
