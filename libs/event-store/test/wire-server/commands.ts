import type { status } from '@grpc/grpc-js';

/** What a test may ask of the server, and what it answers. All of it passes between processes as plain data. */

/** One-shot: each concerns the next append that comes, and is gone. */
export type AppendFault =
  /** Written, but the reply is lost with the connection. */
  | { readonly kind: 'commit-then-drop' }
  /** Written, but no reply ever comes. */
  | { readonly kind: 'commit-then-hang' }
  /** Not written, and no reply ever comes. */
  | { readonly kind: 'hang' }
  | { readonly kind: 'not-leader' }
  /** Any gRPC status, with the exception that EventStoreDB names in the trailers. */
  | { readonly kind: 'error'; readonly code: status; readonly exception?: string };

/** One-shot as well, for the next read or subscription. */
export type ReadFault = Extract<AppendFault, { kind: 'hang' | 'error' | 'not-leader' }>;

export interface ServerCounts {
  readonly appends: number;
  readonly batchAppends: number;
  readonly openSubscriptions: number;
  /** Events that subscriptions have written to their connections. */
  readonly delivered: number;
  /** `authorization` headers that came with appends. */
  readonly authorizations: readonly string[];
}

export interface StoredEvent {
  readonly stream: string;
  readonly revision: bigint;
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
  /** Commit and prepare position alike. */
  readonly position: bigint;
  /** 100 ns since the year 1, as the server writes it. */
  readonly created: string;
}

export interface Commands {
  /** Listens; port 0: any free one. Gives the port. */
  start: (port: number) => number;
  /** Kills every connection; the data stay, the cache of ids does not. */
  stop: () => null;
  failAppend: (fault: AppendFault) => null;
  failRead: (fault: ReadFault) => null;
  /** Every answer to an append waits so long. */
  setLatency: (latencyMs: number) => null;
  /** Subscriptions stay open and give nothing more. */
  muteSubscriptions: (isMuted: boolean) => null;
  /** Ends every subscription: with an error, or as if all were well. */
  endSubscriptions: (how: 'error' | 'end') => null;
  counts: () => ServerCounts;
  /** All that the log holds, system events left out. */
  log: () => readonly StoredEvent[];
}

export type CommandName = keyof Commands;

export interface Request {
  readonly id: number;
  readonly name: CommandName;
  readonly argument: unknown;
}

export interface Reply {
  readonly id: number;
  readonly result?: unknown;
  readonly failure?: string;
}
