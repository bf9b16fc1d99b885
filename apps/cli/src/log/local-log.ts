import { dirname } from 'node:path';
import {
  type Configuration,
  findCheckpointKey,
  loadConfiguration,
  readEnvironment,
} from '@subledger/configuration';
import { dataFiles } from '@subledger/configuration/files';
import { type EventStore, openEventStoreDb, openSqliteEventStore } from '@subledger/event-store';
import { readSignerKey, readVerifierKey, type VerifierKey } from '@subledger/proofs';

export interface LogOptions {
  readonly log?: string;
  readonly verifierKey?: readonly string[];
}

/** Where a log is, and what belongs to it. */
export class LocalLog {
  readonly #configuration: Configuration;
  readonly #given: LogOptions;

  /** @throws InvalidConfiguration */
  constructor(given: LogOptions) {
    this.#given = given;
    this.#configuration = loadConfiguration(readEnvironment());
  }

  /** The file of an embedded log; null for an EventStoreDB server. */
  get file(): string | null {
    const { dataDir } = this.#configuration;
    return this.#url === null ? (this.#given.log ?? dataFiles(dataDir).log) : null;
  }

  /** The tree of hashes lies beside the log, or in the data folder where the log is a server's. */
  get treeFile(): string {
    const folder = this.file === null ? this.#configuration.dataDir : dirname(this.file);
    return dataFiles(folder).proofs;
  }

  /** @throws LedgerError where there is no log, or another process writes to it. */
  open(mode: 'read' | 'write'): Promise<EventStore> {
    const url = this.#url;
    if (url !== null) return openEventStoreDb({ url });
    return openSqliteEventStore({ file: this.file ?? '', readOnly: mode === 'read' });
  }

  /** Whose signatures count: the keys that are given, else the ledger's own. */
  keys(): readonly VerifierKey[] {
    const given = this.#given.verifierKey ?? [];
    if (given.length > 0) return given.map(readVerifierKey);
    const own = findCheckpointKey(this.#configuration);
    return own === null ? [] : [readSignerKey(own.text, own.source).verifier];
  }

  get #url(): string | null {
    const { log } = this.#given;
    if (log === undefined) return this.#configuration.eventStoreUrl;
    return /^esdb(\+discover)?:\/\//.test(log) ? log : null;
  }
}
