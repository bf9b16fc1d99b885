import { LedgerError } from '@subledger/domain';
import { Backoff, type EventStore, LEDGER_ONLY, rest } from '@subledger/event-store';
import { TreeFile } from '../tree-file/tree-file.js';
import type { GrowingTree } from './growing-tree.js';
import { LeafBatch } from './leaf-batch.js';
import { asAltered, assertSameLog } from './same-log.js';

/** How long a tree that follows live rests between two transactions: what arrives meanwhile shares the next one. */
const REST_MS = 100;

export interface TreeGrowerOptions {
  readonly store: EventStore;
  readonly file: string;
  /** Called with every failure before the next attempt. */
  readonly onFailure: (error: unknown) => void;
  /** Called when the file is open, and each time that the tree starts or stops growing. */
  readonly onChange?: (trouble: LedgerError | null) => void;
}

/**
 * Keeps the tree of hashes up with the log, beside recording and never in its way. Whatever fails is tried again
 * from the position in the file. Two processes on one file do no harm: one of them notices that the other was
 * faster, and continues from there.
 */
export class TreeGrower implements GrowingTree {
  readonly #options: TreeGrowerOptions;
  readonly #stopping = new AbortController();
  #tree: TreeFile | null = null;
  #trouble: LedgerError | null = null;
  #running: Promise<void> | undefined;
  readonly #backoff = new Backoff();

  constructor(options: TreeGrowerOptions) {
    this.#options = options;
  }

  /** @throws LedgerError `proofs-not-ready` before the file is open. */
  get tree(): TreeFile {
    if (this.#tree !== null) return this.#tree;
    throw this.#trouble ?? new LedgerError('proofs-not-ready', 'The tree of hashes is not open.');
  }

  /** Why the tree is not growing; null if it is. */
  get trouble(): LedgerError | null {
    return this.#trouble;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    this.#tree?.close();
    this.#tree = null;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        this.#open();
        await this.#follow(this.tree);
      } catch (error) {
        const failure = asAltered(error);
        this.#become(troubleOf(failure));
        this.#options.onFailure(failure);
      }
      await this.#backoff.wait(signal);
    }
  }

  #open(): void {
    if (this.#tree !== null) return;
    this.#tree = TreeFile.open(this.#options.file, 'write');
    this.#become(this.#trouble);
  }

  #become(trouble: LedgerError | null): void {
    this.#trouble = trouble;
    this.#options.onChange?.(trouble);
  }

  async #follow(tree: TreeFile): Promise<void> {
    const { store } = this.#options;
    const { signal } = this.#stopping;
    await assertSameLog(store, tree);
    const batch = new LeafBatch(tree);
    const { position: after } = batch.progress;
    for await (const item of store.subscribe({ after, filter: LEDGER_ONLY, signal })) {
      if (item.kind === 'event') batch.add(item.event);
      if (item.kind === 'event' && !batch.isFull) continue;
      batch.commit(item.kind === 'event' ? item.event.position : item.position);
      if (this.#trouble !== null) this.#become(null);
      this.#backoff.reset();
      if (item.kind === 'reached') await rest(REST_MS, signal);
    }
  }
}

const troubleOf = (error: unknown): LedgerError =>
  error instanceof LedgerError
    ? error
    : new LedgerError('proofs-not-ready', 'The tree of hashes is not growing: see the log.', {
        cause: error,
      });
