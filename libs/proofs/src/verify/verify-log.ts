import type { EventStore, RecordedEvent } from '@subledger/event-store';
import { leafHashOf } from '../leaf.js';
import type { VerifierKey } from '../note/keys.js';
import type { TreeFile } from '../tree-file/tree-file.js';
import { EMPTY_ROOT } from '../tree/hashes.js';
import { RollingTree } from '../tree/rolling-tree.js';
import { Alignment } from './alignment.js';
import { checkTiles } from './check-tiles.js';
import { Discrepancies, type Discrepancy } from './discrepancies.js';
import { KeptTree, treeFault } from './kept-tree.js';
import { KnownCheckpoints } from './known-checkpoints.js';
import { readPatiently } from './read-patiently.js';
import { StoredLeaves } from './stored-leaves.js';

export interface VerifyLogOptions {
  readonly store: EventStore;
  /** Null if there is none: checkpoints that were kept elsewhere are still compared. */
  readonly tree: TreeFile | null;
  /** Why the tree that is there cannot be opened: a discrepancy. */
  readonly treeFault?: string;
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
  /** Recorded since the tree was last grown: all that can be checked yet is that the body matches its hash. */
  readonly notInTree: string;
  /** Checkpoints with a valid signature whose root matches the log. */
  readonly checkpoints: number;
  /** The number of events, from the first one, under a checkpoint that matches: they are unchanged. */
  readonly covered: string;
  /** The number of events that are not: nothing shows whether they were changed. */
  readonly uncovered: string;
  /** Who signed checkpoints that none of the given keys has signed, by the names of the keys. */
  readonly unknownSigners: readonly string[];
  readonly findings: readonly Discrepancy[];
  /** Including those that are too many to list. */
  readonly findingCount: number;
}

/** Reads every byte of the log and compares it with the leaves, the tree and the checkpoints. */
export async function verifyLog(options: VerifyLogOptions): Promise<LogReport> {
  const { store, keys, onEvent, signal } = options;
  const discrepancies = new Discrepancies();
  if (options.treeFault !== undefined) discrepancies.add('tree', treeFault(options.treeFault));
  const tree = new KeptTree(options.tree, discrepancies);
  // Read separately: without them there are still the leaves, and the other way round.
  const notes = new KeptTree(options.tree, discrepancies).read((file) => file.checkpoints(), []);
  const texts = [...notes, ...options.checkpoints];
  const checkpoints = new KnownCheckpoints(texts, keys, discrepancies);
  const leaves = new StoredLeaves(tree, discrepancies);
  const walk = new Walk(leaves, checkpoints, new Alignment(leaves, discrepancies));
  for await (const event of readPatiently(store, discrepancies, signal)) {
    walk.take(event);
    onEvent();
  }
  const end = walk.end();
  await checkTiles(tree, leaves.size, discrepancies, signal);
  return {
    ...end,
    leaves: String(leaves.sizeAtFirst),
    checkpoints: checkpoints.fitting,
    covered: String(checkpoints.proven),
    uncovered: String(BigInt(end.events) - checkpoints.proven),
    unknownSigners: checkpoints.unknownSigners,
    ...discrepancies.judged(checkpoints.proven),
  };
}

/** One pass over the log: two trees grow side by side, and every checkpoint is compared with both at its size. */
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
