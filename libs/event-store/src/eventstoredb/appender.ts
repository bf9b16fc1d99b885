import { setTimeout as wait } from 'node:timers/promises';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { LedgerError } from '@subledger/domain';
import type { AppendResult, ExpectedRevision, NewEvent } from '../event-store.js';
import type { LogPosition } from './log-position.js';
import { asLedgerError, kindOfFault } from './store-fault.js';
import { toStored } from './stored-event.js';
import { withTimeLimit } from '../time-limit.js';

const SHORTEST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 500;

/** The client's own deadline comes first; ours covers what it forgets: discovery, and empty replies. */
const GRACE_MS = 250;

export interface AppenderOptions {
  readonly client: EventStoreDBClient;
  /** How long one attempt waits for its answer. */
  readonly attemptTimeoutMs: number;
  /** How long an append is retried in all. */
  readonly budgetMs: number;
}

/** What the server said. Old servers do not return the position. */
export type Appended =
  | {
      readonly outcome: 'appended';
      readonly revision: bigint;
      readonly position: LogPosition | undefined;
    }
  | Extract<AppendResult, { readonly outcome: 'conflict' }>;

/**
 * Appends until the outcome is known. An attempt that timed out or broke off may have been written: only the very
 * same append (stream, revision, ids, data) can be offered again, and at an exact revision the server recognises
 * it however late it comes.
 */
export class Appender {
  readonly #options: AppenderOptions;
  #isStopping = false;

  constructor(options: AppenderOptions) {
    this.#options = options;
  }

  /** No more second attempts: the store is closing. */
  stop(): void {
    this.#isStopping = true;
  }

  /**
   * @throws LedgerError `store-unavailable` if the outcome is unknown after the budget, or the server refuses;
   * `event-too-large` if the server's limit is lower than ours.
   */
  async append(
    stream: string,
    expected: ExpectedRevision | 'any',
    events: readonly NewEvent[],
  ): Promise<Appended> {
    const stored = events.map(toStored);
    const end = performance.now() + this.#options.budgetMs;
    for (let pauseMs = SHORTEST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      const leftMs = end - performance.now();
      const timeoutMs = Math.max(1, Math.min(this.#options.attemptTimeoutMs, Math.ceil(leftMs)));
      try {
        return await this.#attempt(stream, expected, stored, timeoutMs);
      } catch (error) {
        const conflict = conflictOf(error);
        if (conflict !== null) return conflict;
        const isOver = performance.now() + pauseMs >= end || this.#isStopping;
        if (isOver || kindOfFault(error) !== 'transient') throw appendFailed(stream, error);
      }
      await wait(pauseMs * (0.5 + Math.random() / 2));
    }
  }

  async #attempt(
    stream: string,
    expectedRevision: ExpectedRevision | 'any',
    events: ReturnType<typeof toStored>[],
    timeoutMs: number,
  ): Promise<Appended> {
    const { client } = this.#options;
    const result = await withTimeLimit(
      client.appendToStream(stream, events, { expectedRevision, deadline: timeoutMs }),
      timeoutMs + GRACE_MS,
      'The append',
    );
    const { success, nextExpectedRevision: revision, position } = result;
    if (success) return { outcome: 'appended', revision, position };
    // The server answers this without an error if the connection string has throwOnAppendFailure=false.
    return { outcome: 'conflict', actual: revision < 0n ? 'no_stream' : revision };
  }
}

function conflictOf(error: unknown): Extract<Appended, { outcome: 'conflict' }> | null {
  if (kindOfFault(error) !== 'conflict') return null;
  const actual =
    typeof error === 'object' && error !== null && 'actualVersion' in error
      ? error.actualVersion
      : undefined;
  if (typeof actual !== 'bigint' && actual !== 'no_stream') return null;
  return { outcome: 'conflict', actual };
}

function appendFailed(stream: string, error: unknown): LedgerError {
  const failure = asLedgerError(`Appending to ${stream}`, error);
  // A server with default settings accepts this append, so the fault is in this server's settings.
  return failure.code === 'invalid-request'
    ? new LedgerError('store-unavailable', failure.message, { cause: error })
    : failure;
}
