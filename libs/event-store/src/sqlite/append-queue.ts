import { errorOf, instantFromEpochMs, LedgerError } from '@subledger/domain';
import type { Instant } from '@subledger/domain';
import type { AppendOnceRequest, AppendRequest } from '../append-request.js';
import type { AppendOnceResult, AppendResult, AppendStats } from '../event-store.js';
import type { WriteRequest } from './appender.js';
import { packAppends } from './packed-appends.js';
import { asLedgerError } from './sqlite-fault.js';
import type { Writer } from './writer.js';
import type { Answer } from './writer-messages.js';

/**
 * This many appends are handed over before the turn ends: the writing thread starts on them while the rest of the
 * turn is still being read. If a turn of 64 webhooks were handed over as a whole, each thread would wait for the
 * other.
 */
const EARLY_APPENDS = 16;

/** Bounds on what is handed over at once, and so on the memory that a copy of it takes. */
const BATCH_APPENDS = 1_000;
const BATCH_BYTES = 8 * 1024 * 1024;

export interface AppendQueueOptions {
  readonly writer: Writer;
  readonly maxQueuedAppends: number;
  readonly maxQueuedBytes: number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

interface QueuedAppend {
  readonly request: WriteRequest;
  readonly resolve: (result: AppendResult | AppendOnceResult) => void;
  readonly reject: (error: LedgerError) => void;
}

/**
 * Group commit: the appends of one turn of the event loop go to the writing thread in batches. Those that arrive
 * while it waits for the disk share its next transaction, and so one wait.
 */
export class AppendQueue {
  readonly #options: AppendQueueOptions;
  /** Not handed over yet. */
  #turn: QueuedAppend[] = [];
  /** Not settled yet. */
  #appends = 0;
  #bytes = 0;
  #commits = 0;
  #events = 0;
  #check: Promise<void> | null = null;

  constructor(options: AppendQueueOptions) {
    this.#options = options;
  }

  stats(): AppendStats {
    return { commits: this.#commits, events: this.#events, queuedAppends: this.#appends };
  }

  /** Each kind of request has its own kind of result. */
  add(request: AppendRequest): Promise<AppendResult>;
  add(request: AppendOnceRequest): Promise<AppendOnceResult>;
  add(request: WriteRequest): Promise<AppendResult | AppendOnceResult> {
    this.#checkRoom(request.bytes);
    this.#appends += 1;
    this.#bytes += request.bytes;
    return new Promise((resolve, reject) => {
      if (this.#turn.length === 0) setImmediate(this.#handOver);
      this.#turn.push({ request, resolve, reject });
      if (this.#turn.length === EARLY_APPENDS) this.#handOver();
    });
  }

  /** All of them in one transaction, after whatever was offered before. */
  async addAll(requests: readonly AppendRequest[]): Promise<AppendResult[]> {
    const bytes = requests.reduce((sum, request) => sum + request.bytes, 0);
    this.#checkRoom(bytes);
    this.#handOver();
    this.#appends += requests.length;
    this.#bytes += bytes;
    const batch: QueuedAppend[] = [];
    const results = requests.map(
      (request) =>
        new Promise<AppendResult>((resolve, reject) => {
          batch.push({ request, resolve: resolve as QueuedAppend['resolve'], reject });
        }),
    );
    if (batch.length > 0) void this.#write(batch);
    return Promise.all(results);
  }

  /** @throws LedgerError that an append would be rejected with now. */
  async checkWritable(): Promise<void> {
    this.#checkRoom(0);
    // However many callers ask, only one check runs at a time.
    this.#check ??= this.#askWhetherWritable().finally(() => (this.#check = null));
    await this.#check;
  }

  /** Settles everything that is queued, and ends the writing thread. */
  async close(): Promise<void> {
    this.#handOver();
    await this.#options.writer.close();
  }

  #checkRoom(bytes: number): void {
    const { maxQueuedAppends, maxQueuedBytes } = this.#options;
    if (this.#appends < maxQueuedAppends && this.#bytes + bytes <= maxQueuedBytes) return;
    throw new LedgerError(
      'overloaded',
      `${this.#appends} appends are already waiting for the disk.`,
    );
  }

  async #askWhetherWritable(): Promise<void> {
    const answer = await this.#options.writer.ask({ kind: 'check' });
    if (answer.kind === 'fault') throw errorOf(answer);
  }

  readonly #handOver = (): void => {
    const turn = this.#turn;
    this.#turn = [];
    for (const batch of batches(turn)) void this.#write(batch);
  };

  async #write(batch: readonly QueuedAppend[]): Promise<void> {
    try {
      const requests = batch.map(({ request }) => request);
      const packed = packAppends(requests, storedAt(this.#options.clock()));
      const answer = await this.#options.writer.ask({ kind: 'append', packed }, [
        packed.data.buffer,
      ]);
      this.#settle(batch, answer);
    } catch (error) {
      const fault = asLedgerError('The append was not written', error);
      for (const { reject } of batch) reject(fault);
    } finally {
      this.#appends -= batch.length;
      this.#bytes -= bytesOf(batch);
    }
  }

  #settle(batch: readonly QueuedAppend[], answer: Answer): void {
    if (answer.kind === 'fault') throw errorOf(answer);
    if (answer.kind === 'done')
      throw new LedgerError('internal-error', 'An append was not settled.');
    this.#commits += answer.commits;
    this.#events += answer.events;
    for (const [index, { resolve, reject }] of batch.entries()) {
      const outcome = answer.outcomes[index];
      if (outcome === undefined)
        reject(new LedgerError('internal-error', 'An append has no outcome.'));
      else if (typeof outcome === 'string') resolve({ outcome: 'appended', position: outcome });
      else if ('kind' in outcome) reject(errorOf(outcome));
      else resolve(outcome);
    }
  }
}

/** Splits only where a bound is exceeded. */
function* batches(queue: readonly QueuedAppend[]): Iterable<readonly QueuedAppend[]> {
  let batch: QueuedAppend[] = [];
  let bytes = 0;
  for (const append of queue) {
    const isFull = batch.length === BATCH_APPENDS || bytes + append.request.bytes > BATCH_BYTES;
    if (isFull && batch.length > 0) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(append);
    bytes += append.request.bytes;
  }
  if (batch.length > 0) yield batch;
}

const bytesOf = (batch: readonly QueuedAppend[]): number =>
  batch.reduce((sum, { request }) => sum + request.bytes, 0);

function storedAt(epochMs: number): Instant {
  const instant = instantFromEpochMs(epochMs);
  if (instant === null) throw new LedgerError('internal-error', `The clock says ${epochMs}.`);
  return instant;
}
