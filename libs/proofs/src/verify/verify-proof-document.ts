import { LedgerError } from '@subledger/domain';
import {
  eventIn,
  type Fields,
  fieldsIn,
  fieldsOf,
  hashIn,
  numberIn,
  refuse,
  textIn,
} from '../json-fields.js';
import { leafHashOf } from '../leaf.js';
import { type Checkpoint, readCheckpoint, type TreeHead } from '../note/checkpoint.js';
import type { VerifierKey } from '../note/keys.js';
import { isSignedBy } from '../note/signed-note.js';
import type { Hash } from '../tree/hashes.js';
import { provesConsistency, provesInclusion } from '../tree/verify-proof.js';

/** What a proof shows, in a sentence; or why it shows nothing. */
export type Verdict =
  | { readonly holds: true; readonly sentence: string; readonly checkpoints: readonly string[] }
  | { readonly holds: false; readonly sentence: string };

export interface VerifyProofOptions {
  /** Whose signatures count: obtained separately from the proof. */
  readonly keys: readonly VerifierKey[];
  /** A checkpoint that was kept earlier: the proof must be about it. */
  readonly kept: string | null;
}

/** Checks a proof as returned by `GET /v1/ledger/proof/…`, with nothing but the proof and a key. */
export function verifyProofDocument(text: string, options: VerifyProofOptions): Verdict {
  try {
    const fields = fieldsOf(text);
    const checking = new Checking(options);
    const sentence =
      fields.kind === 'inclusion'
        ? inclusion(fields, checking)
        : fields.kind === 'consistency'
          ? consistency(fields, checking)
          : refuse('kind must be inclusion or consistency');
    return { holds: true, sentence, checkpoints: checking.believed() };
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    return { holds: false, sentence: error.message };
  }
}

function inclusion(fields: Fields, checking: Checking): string {
  const event = eventIn(fieldsIn(fields, 'event'));
  const leaf = leafHashOf(event);
  if (!leaf.equals(hashIn(fields, 'leafHash')))
    refuse('the event does not match the leaf hash: one of them was changed');
  const index = numberIn(fields, 'leafIndex');
  const head = { size: numberIn(fields, 'treeSize'), root: hashIn(fields, 'rootHash') };
  if (!provesInclusion({ index, leaf, ...head, path: pathIn(fields) }))
    refuse('the path does not lead from the event to the root');
  checking.signed(textIn(fields, 'checkpoint'), head);
  return `Event ${event.id} is leaf ${index} of the log of ${head.size} leaves, exactly as it is in the proof.`;
}

function consistency(fields: Fields, checking: Checking): string {
  const [from, to] = [headIn(fields, 'from'), headIn(fields, 'to')];
  const claim = { from: from.size, to: to.size, fromRoot: from.root, toRoot: to.root };
  if (!provesConsistency({ ...claim, path: pathIn(fields) }))
    refuse('the path does not lead from the older root to the newer one');
  for (const head of [from, to]) if (head.note !== null) checking.signed(head.note, head);
  return `The log of ${to.size} leaves begins with the log of ${from.size} leaves: nothing in that beginning was changed or removed.`;
}

/** The tree heads that a proof is about, and the signatures under them. */
class Checking {
  readonly #options: VerifyProofOptions;
  readonly #believed: Checkpoint[] = [];

  constructor(options: VerifyProofOptions) {
    this.#options = options;
  }

  signed(text: string, { size, root }: TreeHead): void {
    const checkpoint = this.#good(text);
    if (checkpoint.size !== size || !checkpoint.root.equals(root))
      refuse(`the checkpoint is over ${checkpoint.size} leaves, or over another root`);
    this.#believed.push(checkpoint);
  }

  /** @returns the checkpoints that the proof rests on. */
  believed(): readonly string[] {
    const { kept } = this.#options;
    if (this.#believed.length === 0) refuse('nothing in it is signed');
    if (kept !== null) this.#assertAbout(this.#good(kept));
    return this.#believed.map(({ text }) => text);
  }

  #good(text: string): Checkpoint {
    const checkpoint = readCheckpoint(text) ?? refuse('a checkpoint cannot be read');
    if (this.#options.keys.some((key) => isSignedBy(checkpoint.note, key))) return checkpoint;
    return refuse(
      `the checkpoint over ${checkpoint.size} leaves has no valid signature of the given key`,
    );
  }

  #assertAbout({ size, root }: Checkpoint): void {
    const isAbout = this.#believed.some((one) => one.size === size && one.root.equals(root));
    if (!isAbout) refuse(`it is not about the checkpoint over ${size} leaves that was kept`);
  }
}

function headIn(fields: Fields, name: string): TreeHead & { readonly note: string | null } {
  const head = fieldsIn(fields, name);
  return {
    size: numberIn(head, 'treeSize'),
    root: hashIn(head, 'rootHash'),
    note: head.checkpoint === null ? null : textIn(head, 'checkpoint'),
  };
}

/** Paths in a tree of 2^63 leaves are no longer than this. */
const LONGEST_PATH = 128;

function pathIn({ path }: Fields): readonly Hash[] {
  if (!Array.isArray(path) || path.length > LONGEST_PATH)
    return refuse('path is not a list of hashes');
  return path.map((hash: unknown) => hashIn({ path: hash }, 'path'));
}
