import type { IncomingHttpHeaders } from 'node:http';

export type SpanAttributes = Readonly<Record<string, string | number>>;

/** One step in the flow of data, with its beginning and its end. It contains nothing about any person. */
export interface Span {
  set(attributes: SpanAttributes): void;
  /** Whatever starts in `work` belongs to this span, and so do the lines that it logs. */
  within<T>(work: () => T): T;
  end(): void;
  /** Ends it as failed, with the error's code. */
  fail(error: unknown): void;
}

/** Where spans go. It is never injected: what is traced is wrapped where the server is assembled. */
export interface Tracing {
  /** Begins a span under the one that the headers name, or else a new trace. */
  begin(name: string, headers: IncomingHttpHeaders): Span;
  /** A span around the work, under the one in which it starts. */
  run<T>(name: string, attributes: SpanAttributes, work: (span: Span) => Promise<T>): Promise<T>;
  /** The members that let a log line be found by its trace; empty outside of any span. */
  ids(): Readonly<Record<string, string>>;
  /** Sets a listener that is told, now and then, why spans were not accepted. */
  onLoss(hear: (error: unknown) => void): void;
  /** Sends what is left, within a bounded time. */
  close(): Promise<void>;
}
