import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { fileIdentity, FileLock } from '@subledger/configuration/files';
import { LedgerError } from '@subledger/domain';
import type { Leases } from '../leases.js';
import type { BulkFile } from '../bulk/bulk-file.js';
import type { Database } from '../database.js';
import { isDamage } from './sqlite-fault.js';

/** Signals that the file was lost and started afresh: a new object each time. */
export interface Loss {
  /** One sentence without its full stop. */
  readonly reason: string;
}

/** The connections to a file. */
export interface OpenFile {
  readonly writer: Database;
  readonly reader: Database;
  readonly reporter: Database;
  readonly bulk: BulkFile;
  close(): Promise<void>;
}

/** How long a lost file may go on answering from what is left of it. */
const LOOK_EVERY_MS = 1_000;

type Open = (onFault: (error: unknown) => void) => Promise<OpenFile>;

/**
 * Read models in a file that may be lost: removed or replaced by somebody while it is open, or found damaged. It
 * is then started afresh, and the next renewal of the leases fails, so that whoever feeds the projections takes
 * all of them up again: everything that was in the file comes from the log.
 *
 * Several threads may have it open, and they coordinate only through the file: a thread that finds it damaged
 * removes it, one that finds it removed creates it, one that finds it replaced opens it.
 */
export async function openLosableFile(file: string, open: Open): Promise<LosableFile> {
  const models = new LosableFile(file, open);
  await models.open();
  return models;
}

class LosableFile {
  readonly #file: string;
  readonly #open: Open;
  #opened: OpenFile | null = null;
  #identity: string | null = null;
  #damage: string | null = null;
  #loss: Loss | null = null;
  /** The loss that the leases have reported. */
  #told: Loss | null = null;
  #looking: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;
  /** Held by the one process that feeds the file: two would count events twice, and mix up their loads. */
  readonly #lock: FileLock;
  #fed: ReadonlySet<string> = new Set();

  constructor(file: string, open: Open) {
    this.#file = file;
    this.#lock = new FileLock(`${file}-projector`);
    this.#open = open;
  }

  readonly leases: Leases = {
    isShared: false,
    renewEveryMs: LOOK_EVERY_MS,
    renew: async (projections) => {
      this.#holdLock();
      this.#fed = new Set(projections);
      await this.#look();
      if (this.#loss === null || this.#loss === this.#told) return new Set(projections);
      this.#told = this.#loss;
      const sentence = `${this.#loss.reason}: it is being rebuilt from the log.`;
      throw new LedgerError('read-models-unavailable', sentence);
    },
    release: (projections) => {
      this.#fed = new Set([...this.#fed].filter((name) => !projections.includes(name)));
      if (this.#fed.size === 0) this.#lock.letGo();
      return Promise.resolve();
    },
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

  get bulk() {
    return this.#now.bulk;
  }

  get loss(): Loss | null {
    return this.#loss;
  }

  prepare(): Promise<void> {
    return Promise.resolve();
  }

  /** If the file is already damaged, it is started afresh. */
  async open(): Promise<void> {
    try {
      await this.#openNow();
    } catch (error) {
      if (!isDamage(error)) throw error;
      await this.#beginAnew(damageOf(this.#file, error), true);
      // Nobody feeds it yet, so nobody has to start again.
      this.#told = this.#loss;
    }
    this.#timer = setInterval(() => {
      // Callers get the error themselves; the next look tries again.
      this.#look().catch(() => undefined);
    }, LOOK_EVERY_MS).unref();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking?.catch(() => undefined);
    await this.#opened?.close();
    this.#lock.letGo();
  }

  #holdLock(): void {
    if (this.#lock.hold()) return;
    throw new LedgerError(
      'read-models-unavailable',
      `Another process feeds ${this.#file}: several may share read models only in PostgreSQL.`,
    );
  }

  get #now(): OpenFile {
    if (this.#opened !== null) return this.#opened;
    throw new LedgerError('read-models-unavailable', 'The read models are being started afresh.');
  }

  #look(): Promise<void> {
    this.#looking ??= this.#lookNow().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async #lookNow(): Promise<void> {
    const gone = this.#whyGone();
    const reason = gone ?? this.#damage;
    if (reason === null) return;
    // A different file under this name was created by a thread that noticed earlier, unless it cannot be opened
    // either.
    const isOurs = gone === null || this.#opened === null;
    await this.#beginAnew(reason, this.#damage !== null && isOurs);
  }

  async #beginAnew(reason: string, isDamaged: boolean): Promise<void> {
    const lost = this.#opened;
    this.#opened = null;
    // A query in progress gets the error that the database is closed, and is retried.
    await lost?.close().catch(() => undefined);
    if (isDamaged)
      for (const part of ['', '-wal', '-shm']) rmSync(`${this.#file}${part}`, { force: true });
    this.#loss = { reason };
    await this.#openNow();
  }

  async #openNow(): Promise<void> {
    const onFault = (error: unknown): void => {
      if (isDamage(error)) this.#damage ??= damageOf(this.#file, error);
    };
    this.#damage = null;
    try {
      this.#opened = await this.#open(onFault);
    } catch (error) {
      onFault(error);
      throw error;
    }
    this.#identity = fileIdentity(this.#file);
  }

  #whyGone(): string | null {
    if (this.#opened === null) return this.#loss?.reason ?? null;
    if (fileIdentity(this.#file) === this.#identity) return null;
    // If another thread noticed first, the removed file exists again.
    return `${basename(this.#file)} was removed or replaced while it was open`;
  }
}

const damageOf = (file: string, error: unknown): string =>
  `${basename(file)} is damaged (${error instanceof Error ? error.message : String(error)})`;
