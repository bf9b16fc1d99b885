import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Configuration, loadConfiguration, readEnvironment } from '@subledger/configuration';
import { dataFiles } from '@subledger/configuration/files';
import { LedgerError } from '@subledger/domain';
import {
  checkLogFile,
  type EventStore,
  openEventStoreDb,
  openSqliteEventStore,
} from '@subledger/event-store';
import { TreeFile } from '@subledger/proofs';
import { Failure } from '../terminal/failure.js';
import { isDamage, isWriteProtection } from './log-fault.js';
import { isStill, traceOf } from './still-files.js';

export interface LogOptions {
  readonly log?: string;
  readonly verifierKey?: readonly string[];
}

/** The location of a log, and what belongs to it. */
export class LocalLog {
  readonly configuration: Configuration;
  readonly #log: string | null;
  /** Files that are read in place, and their state at the beginning. */
  readonly #still = new Map<string, string>();

  /** @throws InvalidConfiguration; Failure `refused` for a folder. */
  constructor({ log }: LogOptions) {
    this.#log = log ?? null;
    this.configuration = loadConfiguration(readEnvironment());
    const { file } = this;
    if (file !== null && statSync(file, { throwIfNoEntry: false })?.isDirectory() === true)
      throw new Failure('refused', `${file} is a folder: name the log.sqlite in it`);
  }

  /** The file of an embedded log; null for an EventStoreDB server. */
  get file(): string | null {
    const { dataDir } = this.configuration;
    return this.#url === null ? (this.#log ?? dataFiles(dataDir).log) : null;
  }

  /** What belongs to the log is beside it, or in the data folder if the log is on a server. */
  get folder(): string {
    return this.file === null ? this.configuration.dataDir : dirname(this.file);
  }

  get treeFile(): string {
    return dataFiles(this.folder).proofs;
  }

  /** @throws LedgerError, Failure if there is no log, it is not one of ours, or another process writes to it. */
  async open(mode: 'read' | 'write'): Promise<EventStore> {
    const url = this.#url;
    if (url !== null) return openEventStoreDb({ url });
    const file = this.file ?? '';
    if (mode === 'read' && !existsSync(file))
      throw new Failure('unreachable', `There is no log at ${file}.`);
    try {
      const readOnly = mode === 'read';
      return await openSqliteEventStore({
        file,
        readOnly,
        isStill: readOnly && this.#isStill(file),
      });
    } catch (error) {
      throw error instanceof LedgerError ? withRemedy(error) : error;
    }
  }

  /** What SQLite says of the file. One that is too damaged to be checked is a discrepancy, too. */
  faults(): readonly string[] {
    const { file } = this;
    if (file === null) return [];
    try {
      return checkLogFile(file, this.#isStill(file));
    } catch (error) {
      if (error instanceof LedgerError) return [error.message];
      throw error;
    }
  }

  /** @throws LedgerError see `TreeFile.open` */
  openTree(): TreeFile {
    return TreeFile.open(this.treeFile, this.#isStill(this.treeFile) ? 'still' : 'read');
  }

  /** @throws Failure if somebody wrote to a file that was read in place: torn pages would look like an altered log. */
  assertStill(): void {
    for (const [file, trace] of this.#still)
      if (traceOf(file) !== trace)
        throw new Failure(
          'unreachable',
          `another process has written to ${file} in the meantime, so the result means nothing: run this again`,
        );
  }

  #isStill(file: string): boolean {
    if (this.#still.has(file)) return true;
    const isSo = isStill(file, this.#log !== null);
    if (isSo) this.#still.set(file, traceOf(file));
    return isSo;
  }

  get #url(): string | null {
    if (this.#log === null) return this.configuration.eventStoreUrl;
    return /^esdb(\+discover)?:\/\//.test(this.#log) ? this.#log : null;
  }
}

function withRemedy(error: LedgerError): Error {
  const { code, message } = error;
  if (isWriteProtection(error))
    return new Failure(
      'unreachable',
      `${message} SQLite has to write beside a log that was not closed: copy the log, together with its -wal, to a folder that this user may write to, and name the copy with --log`,
      { cause: error },
    );
  if (code === 'invalid-configuration' && !isDamage(error))
    return new Failure('refused', message, { cause: error });
  return error;
}
