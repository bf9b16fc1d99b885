import { LedgerError } from '@subledger/domain';
import type { EventStore } from '@subledger/event-store';
import { type GrowingTree, untilGrownTo } from './grow/growing-tree.js';
import { assertSameLog, eventOfLeaf } from './grow/same-log.js';
import { base64 } from './json-fields.js';
import { leafHashOf } from './leaf.js';
import { type Checkpoint, readCheckpoint, signCheckpoint } from './note/checkpoint.js';
import type { SignerKey } from './note/keys.js';
import {
  type ConsistencyProofDocument,
  eventDocument,
  type InclusionProofDocument,
  type TreeHeadDocument,
} from './proof.js';
import type { LeafPlace, TreeFile } from './tree-file/tree-file.js';

/** How long a query waits for the tree to include what was recorded just before. */
const CATCH_UP_LIMIT_MS = 5_000;

export interface LedgerProofsOptions {
  readonly store: EventStore;
  readonly grower: GrowingTree;
  readonly key: SignerKey;
}

/** What a ledger signs, and what it can prove. */
export class LedgerProofs {
  readonly #store: EventStore;
  readonly #grower: GrowingTree;
  readonly #key: SignerKey;

  constructor({ store, grower, key }: LedgerProofsOptions) {
    this.#store = store;
    this.#grower = grower;
    this.#key = key;
  }

  /**
   * The key that checks the signatures: to be handed over once, and kept where the ledger's operator cannot change
   * it.
   */
  get verifierKey(): string {
    return this.#key.verifier.text;
  }

  /** The newest checkpoint. @throws LedgerError `proofs-not-ready` if none was signed yet. */
  checkpoint(): string {
    const last = this.#grower.tree.lastCheckpoint(this.#signer);
    if (last !== null) return last;
    throw new LedgerError(
      'proofs-not-ready',
      'No checkpoint has been signed yet: POST /v1/ledger/checkpoint signs one now.',
    );
  }

  /** Signs what the log holds now, once the tree includes it. Signing the same log twice gives the same note. */
  async sign(): Promise<string> {
    await untilGrownTo(this.#grower, await this.#store.head(), CATCH_UP_LIMIT_MS);
    return (await this.#signTree()).text;
  }

  /** Signs what the tree holds now, unless that is already signed. Null if there is nothing new. */
  async signNew(): Promise<Checkpoint | null> {
    if (this.#grower.trouble !== null) throw this.#grower.trouble;
    const { size } = this.#grower.tree.progress();
    const isSigned = this.#grower.tree.lastCheckpoint(this.#signer, size) !== null;
    return size === 0n || isSigned ? null : this.#signTree();
  }

  /** @throws LedgerError `not-found`; `proofs-not-ready` if no checkpoint covers the event yet. */
  async inclusion(anyCaseId: string): Promise<InclusionProofDocument> {
    const { tree } = this.#grower;
    const eventId = anyCaseId.toLowerCase();
    const leaf = tree.leafOf(eventId) ?? (await this.#newLeafOf(eventId));
    const checkpoint = this.#checkpointOver(tree, leaf);
    const event = await eventOfLeaf(this.#store, tree, leaf);
    const hash = tree.leafHashAt(leaf.place);
    if (event === null || !leafHashOf(event).equals(hash))
      throw new LedgerError('log-altered', `Event ${eventId} is not in the log as it was.`);
    return {
      kind: 'inclusion',
      event: eventDocument(event),
      leafIndex: String(leaf.place),
      leafHash: base64(hash),
      treeSize: String(checkpoint.size),
      rootHash: base64(checkpoint.root),
      path: tree.inclusionPath(leaf.place, checkpoint.size).map(base64),
      checkpoint: checkpoint.text,
    };
  }

  /** @param to default: the newest checkpoint's. @throws LedgerError `invalid-request` for invalid sizes. */
  consistency(from: bigint, to?: bigint): ConsistencyProofDocument {
    const { tree } = this.#grower;
    const { size } = tree.progress();
    const end = to ?? readCheckpoint(this.checkpoint())?.size ?? size;
    if (from < 1n || from > end || end > size)
      throw new LedgerError(
        'invalid-request',
        `from and to must be tree sizes with 1 ≤ from ≤ to ≤ ${size}: they are ${from} and ${end}${to === undefined ? ', the size of the newest checkpoint' : ''}.`,
      );
    return {
      kind: 'consistency',
      from: this.#headOf(tree, from),
      to: this.#headOf(tree, end),
      path: tree.consistencyPath(from, end).map(base64),
    };
  }

  get #signer(): string {
    return this.#key.verifier.shortText;
  }

  async #signTree(): Promise<Checkpoint> {
    const { tree } = this.#grower;
    // The grower checks this too, but may not have got to it right after the start.
    await assertSameLog(this.#store, tree);
    const { size } = tree.progress();
    this.#assertGoesOn(tree);
    const checkpoint = readCheckpoint(signCheckpoint({ size, root: tree.root(size) }, this.#key));
    if (checkpoint === null)
      throw new Error("One of this ledger's own checkpoints cannot be read.");
    tree.addCheckpoint(checkpoint);
    return checkpoint;
  }

  /** A file that was altered must not get a valid signature over its new content. */
  #assertGoesOn(tree: TreeFile): void {
    const last = readCheckpoint(tree.lastCheckpoint(this.#signer) ?? '');
    if (last === null || tree.root(last.size).equals(last.root)) return;
    throw new LedgerError(
      'log-altered',
      `The tree of hashes does not continue from the checkpoint over ${last.size} leaves. subledger verify-log says what changed.`,
    );
  }

  /** An event that is in no leaf may be on its way into one. */
  async #newLeafOf(eventId: string): Promise<LeafPlace> {
    await untilGrownTo(this.#grower, await this.#store.head(), CATCH_UP_LIMIT_MS);
    const leaf = this.#grower.tree.leafOf(eventId);
    if (leaf !== null) return leaf;
    throw new LedgerError('not-found', 'No recorded event has this id.');
  }

  #checkpointOver(tree: TreeFile, { place }: LeafPlace): Checkpoint {
    const note = tree.lastCheckpoint(this.#signer, place + 1n);
    const checkpoint = note === null ? null : readCheckpoint(note);
    if (checkpoint !== null) return checkpoint;
    throw new LedgerError(
      'proofs-not-ready',
      `The event is leaf ${place}, and no checkpoint covers it yet: sign one, or wait for the next.`,
    );
  }

  #headOf(tree: TreeFile, size: bigint): TreeHeadDocument {
    return {
      treeSize: String(size),
      rootHash: base64(tree.root(size)),
      checkpoint: tree.checkpointOf(this.#signer, size),
    };
  }
}
