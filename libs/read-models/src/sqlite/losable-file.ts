import { rmSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { LedgerError } from '@subledger/domain';
import type { Leases } from '../leases.js';
import type { Database } from '../database.js';
import { isDamage } from './sqlite-fault.js';

/** That the file was lost and begun anew: another object each time. */
export interface Loss {
  /** One sentence without its full stop. */
  readonly reason: string;
}

/** The connections to a file. */
export interface OpenFile {
  readonly writer: Database;
  readonly reader: Database;
  readonly reporter: Database;
  close(): Promise<void>;
}

/** How long a lost file may go on answering from what is left of it. */
const LOOK_EVERY_MS = 1_000;

/**
 * Read models in a file that may be lost: removed or replaced by somebody while it is open, or found damaged. Then it is
 * thrown away and begun anew, and the next renewal of the leases fails, so that whoever feeds the projections takes all
 * of them up again: everything that was in the file comes from the log.
 */
export async function openLosableFile(
  file: string,
  open: (onFault: (error: unknown) => void) => Promise<OpenFile>,
): Promise<LosableFile> {
  const models = new LosableFile(file, open);
  await models.open();
  return models;
}

class LosableFile {
  readonly #file: string;
  readonly #open: (onFault: (error: unknown) => void) => Promise<OpenFile>;
  #opened: OpenFile | null = null;
  #identity: string | null = null;
  #damage: string | null = null;
  #loss: Loss | null = null;
  #isClosed = false;

  constructor(file: string, open: (onFault: (error: unknown) => void) => Promise<OpenFile>) {
    this.#file = file;
    this.#open = open;
  }

  readonly leases: Leases = {
    isShared: false,
    renewEveryMs: LOOK_EVERY_MS,
    renew: async (projections) => {
      const reason = this.#isClosed ? null : (this.#damage ?? this.#whyGone());
      if (reason === null) return new Set(projections);
      await this.#beginAnew(reason);
      throw new LedgerError('read-models-unavailable', `${reason}: it is built anew from the log.`);
    },
    release: () => Promise.resolve(),
  };

  get writer() {
    return this.#now.writer;
  }

  get reader() {
    return this.#now.reader;
  }

  get reporter() {
    return this.#now.reporter;
  }

  get loss(): Loss | null {
    return this.#loss;
  }

  prepare(): Promise<void> {
    return Promise.resolve();
  }

  /** Where the file is damaged already, it is begun anew. */
  async open(): Promise<void> {
    try {
      await this.#openNow();
    } catch (error) {
      if (!isDamage(error)) throw error;
      await this.#beginAnew(damageOf(this.#file, error));
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#opened?.close();
  }

  get #now(): OpenFile {
    if (this.#opened !== null) return this.#opened;
    throw new LedgerError('read-models-unavailable', 'The read models are being begun anew.');
  }

  async #beginAnew(reason: string): Promise<void> {
    const lost = this.#opened;
    this.#opened = null;
    // Whoever is in the midst of a question hears that the database is closed, and asks again.
    await lost?.close().catch(() => undefined);
    for (const part of ['', '-wal', '-shm']) rmSync(`${this.#file}${part}`, { force: true });
    this.#loss = { reason };
    await this.#openNow();
  }

  async #openNow(): Promise<void> {
    this.#damage = null;
    this.#opened = await this.#open((error) => {
      if (isDamage(error)) this.#damage ??= damageOf(this.#file, error);
    });
    this.#identity = identityOf(this.#file);
  }

  #whyGone(): string | null {
    if (this.#opened === null) return this.#loss?.reason ?? null;
    const identity = identityOf(this.#file);
    if (identity === this.#identity) return null;
    const happened = identity === null ? 'removed' : 'replaced';
    return `${basename(this.#file)} was ${happened} while it was open`;
  }
}

/** Which file stands under this name; null where none does. */
function identityOf(file: string): string | null {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev}/${found.ino}`;
}

const damageOf = (file: string, error: unknown): string =>
  `${basename(file)} is damaged (${error instanceof Error ? error.message : String(error)})`;
