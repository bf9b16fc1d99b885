import type { DatabaseSync } from 'node:sqlite';
import { instantFromEpochMs, LedgerError } from '@subledger/domain';
import type { Instant } from '@subledger/domain';
import type { AppendRequest } from '../append-request.js';
import type { AppendResult, AppendStats } from '../event-store.js';
import { Appender } from './appender.js';
import { asLedgerError } from './sqlite-fault.js';
import { inTransaction } from './transaction.js';
import { checkWrite } from './write-check.js';

/** Bounds of one transaction: how long everything else in the process waits for it. */
const BATCH_APPENDS = 1_000;
const BATCH_BYTES = 8 * 1024 * 1024;

export interface AppendQueueOptions {
  readonly db: DatabaseSync;
  readonly maxQueuedAppends: number;
  readonly maxQueuedBytes: number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Called after every transaction that added events. */
  readonly onCommit: () => void;
}

interface QueuedAppend {
  readonly request: AppendRequest;
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: LedgerError) => void;
}

/**
 * Group commit: the appends of one turn of the event loop share one transaction, and so one wait for the
 * disk. While that lasts, the next ones pile up and share theirs.
 */
export class AppendQueue {
  readonly #options: AppendQueueOptions;
  readonly #appender: Appender;
  #queue: QueuedAppend[] = [];
  #queuedBytes = 0;
  #isScheduled = false;
  #fault: LedgerError | null = null;
  #commits = 0;
  #events = 0;

  constructor(options: AppendQueueOptions) {
    this.#options = options;
    this.#appender = new Appender(options.db);
  }

  stats(): AppendStats {
    return { commits: this.#commits, events: this.#events, queuedAppends: this.#queue.length };
  }

  add(request: AppendRequest): Promise<AppendResult> {
    this.#checkRoom(request.bytes);
    return new Promise((resolve, reject) => {
      this.#queue.push({ request, resolve, reject });
      this.#queuedBytes += request.bytes;
      this.#schedule();
    });
  }

  /** Settles everything that is queued. */
  drain(): void {
    while (this.#queue.length > 0) this.#commitBatch();
  }

  /** @throws LedgerError that an append would be rejected with now. */
  checkWritable(): void {
    this.#checkRoom(0);
    try {
      checkWrite(this.#options.db, this.#fault !== null);
      this.#fault = null;
    } catch (error) {
      this.#fault = asLedgerError('the store takes no appends', error);
      throw this.#fault;
    }
  }

  #checkRoom(bytes: number): void {
    const { maxQueuedAppends, maxQueuedBytes } = this.#options;
    if (this.#queue.length < maxQueuedAppends && this.#queuedBytes + bytes <= maxQueuedBytes)
      return;
    throw new LedgerError(
      'overloaded',
      `${this.#queue.length} appends are waiting for the disk already`,
    );
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      if (this.#queue.length > 0) this.#commitBatch();
      if (this.#queue.length > 0) this.#schedule();
    });
  }

  #commitBatch(): void {
    const batch = this.#takeBatch();
    try {
      const { outcomes, addedEvents } = inTransaction(this.#options.db, () =>
        this.#appender.appendAll(batch, storedAt(this.#options.clock())),
      );
      if (addedEvents > 0) this.#committed(addedEvents);
      for (const { item, outcome } of outcomes) {
        if (outcome instanceof LedgerError) item.reject(outcome);
        else item.resolve(outcome);
      }
    } catch (error) {
      this.#fault = asLedgerError('the append was not written', error);
      for (const { reject } of batch) reject(this.#fault);
    }
  }

  #committed(addedEvents: number): void {
    this.#fault = null;
    this.#commits += 1;
    this.#events += addedEvents;
    this.#options.onCommit();
  }

  #takeBatch(): QueuedAppend[] {
    let count = 0;
    let bytes = 0;
    for (const { request } of this.#queue) {
      if (count === BATCH_APPENDS || (count > 0 && bytes + request.bytes > BATCH_BYTES)) break;
      count += 1;
      bytes += request.bytes;
    }
    this.#queuedBytes -= bytes;
    return this.#queue.splice(0, count);
  }
}

function storedAt(epochMs: number): Instant {
  const instant = instantFromEpochMs(epochMs);
  if (instant === null) throw new LedgerError('internal-error', `the clock says ${epochMs}`);
  return instant;
}
