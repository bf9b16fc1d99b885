import { LedgerError } from '@subledger/domain';
import { contradictsItself } from '../body-hash.js';
import { refuse } from '../json-fields.js';
import { type LeafEvent, leafHashOf } from '../leaf.js';
import { type Checkpoint, readCheckpoint, signerOf } from '../note/checkpoint.js';
import type { VerifierKey } from '../note/keys.js';
import { isSignedBy } from '../note/signed-note.js';
import type { Hash } from '../tree/hashes.js';
import { RollingTree } from '../tree/rolling-tree.js';
import { type BundleLine, readLine } from './bundle-line.js';
import { linesOfFile } from './lines-of-file.js';

/** A part of a bundle, checked before it is passed on. */
export type BundlePart =
  | { readonly kind: 'event'; readonly event: LeafEvent; readonly hash: Hash }
  | { readonly kind: 'checkpoint'; readonly checkpoint: Checkpoint }
  | { readonly kind: 'end'; readonly events: bigint; readonly root: Hash };

export interface ReadBundleOptions {
  readonly file: string;
  /** Whose signatures count; if there are none, signatures are not checked. */
  readonly keys: readonly VerifierKey[];
  readonly signal: AbortSignal;
}

/** @throws LedgerError `bundle-refused`, naming the line, for whatever does not match. */
export async function* readBundle(
  options: ReadBundleOptions,
): AsyncGenerator<BundlePart, void, undefined> {
  const reading = new BundleReading(options.keys);
  let number = 0;
  for await (const text of linesOfFile(options.file, options.signal)) {
    number += 1;
    yield* naming(number, () => reading.take(readLine(text)));
  }
  if (!reading.isOver)
    throw new LedgerError(
      'bundle-refused',
      `${options.file} ends after line ${number}: its end is missing`,
    );
}

class BundleReading {
  readonly #keys: readonly VerifierKey[];
  readonly #tree = new RollingTree();
  #state: 'beginning' | 'within' | 'over' = 'beginning';

  constructor(keys: readonly VerifierKey[]) {
    this.#keys = keys;
  }

  get isOver(): boolean {
    return this.#state === 'over';
  }

  take(line: BundleLine): readonly BundlePart[] {
    const expected = this.#state === 'beginning' ? 'bundle' : 'event';
    if (this.#state === 'over') refuse('it comes after the end');
    if ((line.kind === 'bundle') !== (expected === 'bundle')) refuse('it is in the wrong place');
    switch (line.kind) {
      case 'bundle':
        this.#state = 'within';
        return [];
      case 'event':
        return [this.#event(line)];
      case 'checkpoint':
        return [{ kind: 'checkpoint', checkpoint: this.#checkpoint(line.note) }];
      case 'end':
        return [this.#end(line)];
    }
  }

  #event({ leaf, hash, event }: Extract<BundleLine, { kind: 'event' }>): BundlePart {
    if (leaf !== this.#tree.size) refuse(`leaf ${leaf} is where leaf ${this.#tree.size} belongs`);
    if (!leafHashOf(event).equals(hash))
      refuse(`event ${event.id} does not match the hash beside it: one of them was changed`);
    if (contradictsItself(event))
      refuse(`the body of event ${event.id} does not match the SHA-256 that was recorded with it`);
    this.#tree.append(hash);
    return { kind: 'event', event, hash };
  }

  #checkpoint(note: string): Checkpoint {
    const checkpoint = readCheckpoint(note);
    if (checkpoint === null) return refuse('the checkpoint cannot be read');
    const { size, root } = checkpoint;
    if (size !== this.#tree.size || !root.equals(this.#tree.root()))
      refuse(`the checkpoint over ${size} leaves does not match the events before it`);
    const isGood =
      this.#keys.length === 0 || this.#keys.some((key) => isSignedBy(checkpoint.note, key));
    if (!isGood)
      refuse(
        `the checkpoint over ${size} leaves has no valid signature: it names ${signerOf(checkpoint)}`,
      );
    return checkpoint;
  }

  #end({ events, root }: Extract<BundleLine, { kind: 'end' }>): BundlePart {
    if (events !== this.#tree.size)
      refuse(`${events} events were written, but ${this.#tree.size} are here`);
    if (!root.equals(this.#tree.root())) refuse('the root does not match the events');
    this.#state = 'over';
    return { kind: 'end', events, root };
  }
}

function naming<Result>(number: number, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    throw new LedgerError('bundle-refused', `line ${number}: ${error.message}`, { cause: error });
  }
}
