import type { EventStore, RecordedEvent } from '@subledger/event-store';
import { leafHashOf } from '../leaf.js';
import type { VerifierKey } from '../note/keys.js';
import type { TreeFile } from '../tree-file/tree-file.js';
import { EMPTY_ROOT } from '../tree/hashes.js';
import { RollingTree } from '../tree/rolling-tree.js';
import { Alignment } from './alignment.js';
import { checkTiles } from './check-tiles.js';
import { Discrepancies, type Discrepancy } from './discrepancies.js';
import { KnownCheckpoints } from './known-checkpoints.js';
import { readPatiently } from './read-patiently.js';
import { StoredLeaves } from './stored-leaves.js';

export interface VerifyLogOptions {
  readonly store: EventStore;
  readonly tree: TreeFile;
  /** Whose signatures count. */
  readonly keys: readonly VerifierKey[];
  /** Checkpoints that were kept elsewhere: what the ledger's operator could not change. */
  readonly checkpoints: readonly string[];
  readonly onEvent: () => void;
  readonly signal: AbortSignal;
}

export interface LogReport {
  readonly events: string;
  /** Over all of them, as the log is now. */
  readonly rootHash: string;
  readonly leaves: string;
  /** Recorded since the tree was grown: nothing can be said of them yet but that their body has its hash. */
  readonly notInTree: string;
  /** Checkpoints whose signature is good and whose root is that of the log. */
  readonly checkpoints: number;
  readonly findings: readonly Discrepancy[];
  /** With those that are too many to list. */
  readonly findingCount: number;
}

/** Reads every byte of the log and compares it with the leaves, the tree and the checkpoints. */
export async function verifyLog(options: VerifyLogOptions): Promise<LogReport> {
  const { store, tree, keys, onEvent, signal } = options;
  const discrepancies = new Discrepancies();
  const texts = [...tree.checkpoints(), ...options.checkpoints];
  const checkpoints = new KnownCheckpoints(texts, keys, discrepancies);
  const leaves = new StoredLeaves(tree);
  const walk = new Walk(leaves, checkpoints, new Alignment(leaves, discrepancies));
  for await (const event of readPatiently(store, (position, { message }) => {
    discrepancies.add(
      'unreadable',
      `The event at position ${position} cannot be read: ${message}.`,
      {
        position,
      },
    );
  })) {
    signal.throwIfAborted();
    walk.take(event);
    onEvent();
  }
  const end = walk.end();
  checkTiles(tree, leaves.size, discrepancies);
  return {
    ...end,
    leaves: String(leaves.size),
    checkpoints: checkpoints.fitting,
    findings: discrepancies.judged(checkpoints.proven),
    findingCount: discrepancies.count,
  };
}

/** One way through the log: two trees grow side by side, and every checkpoint meets both at its size. */
class Walk {
  readonly #leaves: StoredLeaves;
  readonly #checkpoints: KnownCheckpoints;
  readonly #alignment: Alignment;
  readonly #heads = { log: new RollingTree(), kept: new RollingTree() };

  constructor(leaves: StoredLeaves, checkpoints: KnownCheckpoints, alignment: Alignment) {
    this.#leaves = leaves;
    this.#checkpoints = checkpoints;
    this.#alignment = alignment;
    checkpoints.meet(this.#heads);
  }

  take(event: RecordedEvent): void {
    const hash = leafHashOf(event);
    this.#alignment.take(event, hash);
    this.#heads.log.append(hash);
    if (this.#heads.kept.size < this.#leaves.size)
      this.#heads.kept.append(this.#leaves.hashAt(this.#heads.kept.size) ?? EMPTY_ROOT);
    this.#checkpoints.meet(this.#heads);
  }

  end(): Pick<LogReport, 'events' | 'rootHash' | 'notInTree'> {
    this.#alignment.end();
    this.#checkpoints.end(this.#heads);
    const { log } = this.#heads;
    return {
      events: String(log.size),
      rootHash: log.root().toString('base64'),
      notInTree: String(this.#alignment.notInTree),
    };
  }
}
