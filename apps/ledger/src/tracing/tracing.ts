import type { IncomingHttpHeaders } from 'node:http';

export type SpanAttributes = Readonly<Record<string, string | number>>;

/** One step of the way of the data, with its beginning and its end. It tells nothing of any person. */
export interface Span {
  set(attributes: SpanAttributes): void;
  /** What is begun in `work` belongs to this span, and so do the lines that it logs. */
  within<T>(work: () => T): T;
  end(): void;
  /** Ends it as failed, with the error's code. */
  fail(error: unknown): void;
}

/** Where spans go. It is injected nowhere: what is traced is wrapped where the server is put together. */
export interface Tracing {
  /** Begins a span under the one that the headers tell of, else a trace of its own. */
  begin(name: string, headers: IncomingHttpHeaders): Span;
  /** A span as long as the work, under the one that it is begun in. */
  run<T>(name: string, attributes: SpanAttributes, work: (span: Span) => Promise<T>): Promise<T>;
  /** What a line of the log says to be found by its trace; nothing outside of any span. */
  ids(): Readonly<Record<string, string>>;
  /** Hears, now and then, why spans were not taken. */
  onLoss(hear: (error: unknown) => void): void;
  /** Sends what is left, within a bounded time. */
  close(): Promise<void>;
}
