import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { LedgerError } from '@subledger/domain';
import { type EventStore, LEDGER_ONLY } from '@subledger/event-store';
import { leafHashOf } from '../leaf.js';
import { type Checkpoint, readCheckpoint } from '../note/checkpoint.js';
import { RollingTree } from '../tree/rolling-tree.js';
import { writeAtomically } from './atomic-file.js';
import { writeLine } from './bundle-line.js';

/** Lines are passed on in chunks of about this many characters: passing them singly would cost too much. */
const CHUNK_CHARACTERS = 64 * 1024;

export interface ExportOptions {
  readonly store: EventStore;
  /** Where it goes: a file that does not exist yet, or a stream such as a pipe. */
  readonly file: string | NodeJS.WritableStream;
  /** What the ledger had signed before the log is read, so that all of it must match. */
  readonly checkpoints: readonly string[];
  readonly onEvent: () => void;
  readonly signal: AbortSignal;
}

export interface Exported {
  readonly events: string;
  readonly rootHash: string;
  readonly checkpoints: number;
}

/**
 * Writes the whole log, as far as it goes now, into one file. What goes into a stream is whole where it has its end.
 *
 * @throws LedgerError `log-altered` if the log does not match its checkpoints; no file is left then.
 */
export async function exportBundle(options: ExportOptions): Promise<Exported> {
  const written = new Lines(options);
  const { file, signal } = options;
  const chunks = inChunks(written.all());
  if (typeof file === 'string') await writeAtomically(file, chunks, signal);
  else
    await pipeline(Readable.from(chunks, { objectMode: false }), createGzip(), file, {
      signal,
      end: false,
    });
  return written.summary();
}

class Lines {
  readonly #options: ExportOptions;
  readonly #tree = new RollingTree();
  readonly #waiting: Checkpoint[];
  #checkpoints = 0;

  constructor(options: ExportOptions) {
    this.#options = options;
    this.#waiting = options.checkpoints
      .map(readCheckpoint)
      .filter((checkpoint) => checkpoint !== null)
      .sort((a, b) => (a.size < b.size ? -1 : 1));
  }

  async *all(): AsyncGenerator<string, void, undefined> {
    yield writeLine({ kind: 'bundle', form: 1 });
    yield* this.#dueCheckpoints();
    for await (const event of this.#options.store.readLog({ filter: LEDGER_ONLY })) {
      const hash = leafHashOf(event);
      yield writeLine({ kind: 'event', leaf: this.#tree.size, hash, event });
      this.#tree.append(hash);
      yield* this.#dueCheckpoints();
      this.#options.onEvent();
    }
    this.#assertNoneIsLeft();
    yield writeLine({ kind: 'end', events: this.#tree.size, root: this.#tree.root() });
  }

  summary(): Exported {
    return {
      events: String(this.#tree.size),
      rootHash: this.#tree.root().toString('base64'),
      checkpoints: this.#checkpoints,
    };
  }

  /** Each comes after the last event that it covers, so that a reader can check it on the way. */
  *#dueCheckpoints(): Generator<string, void, undefined> {
    for (;;) {
      const [first] = this.#waiting;
      if (first === undefined || first.size > this.#tree.size) return;
      if (!first.root.equals(this.#tree.root()))
        throw new LedgerError(
          'log-altered',
          `The log does not match the checkpoint over ${first.size} leaves: see subledger verify-log.`,
        );
      this.#waiting.shift();
      this.#checkpoints += 1;
      yield writeLine({ kind: 'checkpoint', note: first.text });
    }
  }

  #assertNoneIsLeft(): void {
    const [first] = this.#waiting;
    if (first === undefined) return;
    throw new LedgerError(
      'log-altered',
      `The checkpoint over ${first.size} leaves was signed when the log was longer: it now gives ${this.#tree.size}. See subledger verify-log.`,
    );
  }
}

async function* inChunks(lines: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let chunk = '';
  for await (const line of lines) {
    chunk += line;
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}
