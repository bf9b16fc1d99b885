import { type Checkpoint, readCheckpoint, signerOf } from '../note/checkpoint.js';
import type { VerifierKey } from '../note/keys.js';
import { isSignedBy } from '../note/signed-note.js';
import type { RollingTree } from '../tree/rolling-tree.js';
import type { Discrepancies } from './discrepancies.js';

export interface SignedHeads {
  /** The tree computed from the log as it is read. */
  readonly log: RollingTree;
  /** The tree computed from the stored leaves. */
  readonly kept: RollingTree;
}

/** The checkpoints that the log must match, in the order of their sizes. */
export class KnownCheckpoints {
  readonly #discrepancies: Discrepancies;
  readonly #inOrder: readonly Checkpoint[];
  #next = 0;
  #fitting = 0;
  #proven = 0n;
  #misfitting = 0;
  readonly #unknownSigners = new Set<string>();

  /** @param texts those in the tree's file, and those that were kept elsewhere. */
  constructor(
    texts: readonly string[],
    keys: readonly VerifierKey[],
    discrepancies: Discrepancies,
  ) {
    this.#discrepancies = discrepancies;
    this.#inOrder = [...new Set(texts)]
      .map((text) => this.#believed(text, keys))
      .filter((checkpoint) => checkpoint !== null)
      .sort((a, b) => (a.size < b.size ? -1 : 1));
  }

  /** Those with a valid signature whose root matches the log. */
  get fitting(): number {
    return this.#fitting;
  }

  /** The number of leaves under a checkpoint that matches. */
  get proven(): bigint {
    return this.#proven;
  }

  /** Who signed what none of the keys has signed. A name that one of the keys has does not count: its signature is invalid. */
  get unknownSigners(): readonly string[] {
    return [...this.#unknownSigners];
  }

  /** To be called at every size, so that each checkpoint is compared with the tree of its own size. */
  meet({ log, kept }: SignedHeads): void {
    for (;;) {
      const checkpoint = this.#inOrder[this.#next];
      if (checkpoint === undefined || checkpoint.size > log.size) return;
      this.#next += 1;
      if (checkpoint.root.equals(log.root())) {
        this.#fitting += 1;
        this.#proven = checkpoint.size;
      } else this.#misfit(checkpoint, kept);
    }
  }

  /** Reports the checkpoints over more than the log holds. */
  end({ log }: SignedHeads): void {
    for (const { size } of this.#inOrder.slice(this.#next))
      this.#discrepancies.add(
        'checkpoint',
        `The checkpoint over ${size} leaves was signed when the log was longer: it now gives ${log.size}.`,
      );
  }

  #believed(text: string, keys: readonly VerifierKey[]): Checkpoint | null {
    const checkpoint = readCheckpoint(text);
    if (checkpoint === null) {
      this.#discrepancies.add('checkpoint', 'A checkpoint cannot be read: it was changed.');
      return null;
    }
    if (keys.some((key) => isSignedBy(checkpoint.note, key))) return checkpoint;
    const signer = signerOf(checkpoint);
    if (keys.every(({ shortText }) => shortText !== signer)) this.#unknownSigners.add(signer);
    const wanted = keys.map(({ shortText }) => shortText).join(' or ');
    this.#discrepancies.add(
      'checkpoint',
      `The checkpoint over ${checkpoint.size} leaves has no valid signature of ${wanted || 'a known key'}: it claims to be signed by ${signer}.`,
    );
    return null;
  }

  /** Only the first one is examined: later ones fail because of it. */
  #misfit(checkpoint: Checkpoint, kept: RollingTree): void {
    this.#misfitting += 1;
    if (this.#misfitting > 1) return;
    const isTreeRight = kept.size === checkpoint.size && checkpoint.root.equals(kept.root());
    const who = isTreeRight
      ? 'The stored leaves match it, so it is the log that was changed.'
      : 'The stored leaves do not match it either.';
    this.#discrepancies.add(
      'checkpoint',
      `The checkpoint over ${checkpoint.size} leaves does not match this log, which gives a different root. ${who}`,
    );
  }
}
