import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { LedgerError } from '@subledger/domain';
import { checkLogFile, openSqliteEventStore } from '@subledger/event-store';
import { growToHead } from '../src/grow/grow-to-head.js';
import { leafBytes } from '../src/leaf.js';
import { TreeFile } from '../src/tree-file/tree-file.js';
import type { Hash } from '../src/tree/hashes.js';
import { type LogReport, verifyLog, type VerifyLogOptions } from '../src/verify/verify-log.js';
import { KEY, logIn, temporaryFolder, treeIn } from './sample-ledger.js';

/** A copy of a ledger that somebody with the files in hand may do anything to. */
export class TamperedLedger {
  readonly folder = temporaryFolder();

  constructor(original: string) {
    cpSync(original, this.folder, { recursive: true });
  }

  /** Runs SQL on the log, without what holds it to what it was. */
  log(sql: string): void {
    change(
      logIn(this.folder),
      `DROP TRIGGER IF EXISTS events_never_change; DROP TRIGGER IF EXISTS events_never_go;
       DROP TRIGGER IF EXISTS events_are_added_at_the_end; ${sql}`,
    );
  }

  tree(sql: string): void {
    change(
      treeIn(this.folder),
      `DROP TRIGGER IF EXISTS checkpoints_never_change; DROP TRIGGER IF EXISTS checkpoints_never_go; ${sql}`,
    );
  }

  /** Throws away what was kept and signed, and grows the tree from what the log holds now. @returns its root. */
  async growAnew(): Promise<Hash> {
    this.tree(
      'DELETE FROM checkpoints; DELETE FROM leaves; DELETE FROM tiles; UPDATE progress SET size = 0, position = NULL',
    );
    const store = await openSqliteEventStore({ file: logIn(this.folder), readOnly: true });
    const tree = TreeFile.open(treeIn(this.folder), 'write');
    await growToHead(store, tree);
    const root = tree.root(tree.progress().size);
    tree.close();
    await store.close();
    return root;
  }

  /** Flips one bit of the first place in the log's file that holds these bytes. */
  flipBitIn(bytes: Uint8Array): void {
    const file = readFileSync(logIn(this.folder));
    const at = file.indexOf(bytes);
    if (at < 0) throw new Error('the file does not hold these bytes in one piece');
    file.writeUInt8(file.readUInt8(at) ^ 0x04, at);
    writeFileSync(logIn(this.folder), file);
  }

  /** Flips one bit of the log's file, wherever that is. */
  flipBit(place: number): void {
    const file = readFileSync(logIn(this.folder));
    const at = place % file.length;
    file.writeUInt8(file.readUInt8(at) ^ (1 << (place % 8)), at);
    writeFileSync(logIn(this.folder), file);
  }

  /** Whether anything is found, by SQLite in its file or by us in what it holds. */
  async isFound(): Promise<boolean> {
    try {
      if (checkLogFile(logIn(this.folder)).length > 0) return true;
      return (await this.verify()).findingCount > 0;
    } catch (error) {
      if (error instanceof LedgerError) return true;
      throw error;
    }
  }

  /** What the log holds, of all that a leaf covers. */
  async contents(): Promise<readonly string[]> {
    const store = await openSqliteEventStore({ file: logIn(this.folder), readOnly: true });
    const leaves: string[] = [];
    for await (const event of store.readLog()) leaves.push(leafBytes(event).toString('hex'));
    await store.close();
    return leaves;
  }

  async verify({
    keys = [KEY.verifier],
    checkpoints = [],
    hasTree = true,
    onEvent = () => undefined,
    signal = new AbortController().signal,
  }: Partial<VerifyLogOptions & { readonly hasTree: boolean }> = {}): Promise<LogReport> {
    const store = await openSqliteEventStore({ file: logIn(this.folder), readOnly: true });
    const tree = hasTree ? TreeFile.open(treeIn(this.folder), 'read') : null;
    try {
      return await verifyLog({ store, tree, keys, checkpoints, onEvent, signal });
    } finally {
      tree?.close();
      await store.close();
    }
  }
}

function change(file: string, sql: string): void {
  const database = new DatabaseSync(file);
  database.exec(`BEGIN; ${sql}; COMMIT; PRAGMA wal_checkpoint(TRUNCATE)`);
  database.close();
}
