import { base64 } from './json-fields.js';
import type { LeafEvent } from './leaf.js';

// Proofs as the ledger returns them, self-contained: with one and the verifier key, no ledger is needed to check
// it. Numbers are decimal strings, hashes and bytes are base64.

/** Proves that an event is in the log, exactly as it is here. */
export interface InclusionProofDocument {
  readonly kind: 'inclusion';
  readonly event: EventDocument;
  readonly leafIndex: string;
  readonly leafHash: string;
  readonly treeSize: string;
  readonly rootHash: string;
  /** From the leaf's sibling up. */
  readonly path: readonly string[];
  /** Over `treeSize` leaves. */
  readonly checkpoint: string;
}

/** Proves that the log of `to` leaves begins with the log of `from` leaves. */
export interface ConsistencyProofDocument {
  readonly kind: 'consistency';
  readonly from: TreeHeadDocument;
  readonly to: TreeHeadDocument;
  readonly path: readonly string[];
}

export interface TreeHeadDocument {
  readonly treeSize: string;
  readonly rootHash: string;
  /** Null if none was signed over exactly this many leaves. */
  readonly checkpoint: string | null;
}

/** What a leaf is computed from. */
export interface EventDocument {
  readonly id: string;
  readonly stream: string;
  readonly revision: string;
  readonly type: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly data: string;
}

export const eventDocument = (event: LeafEvent): EventDocument => ({
  id: event.id,
  stream: event.stream,
  revision: String(event.revision),
  type: event.type,
  metadata: event.metadata,
  data: base64(event.data),
});
