import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { dataFiles } from '@subledger/configuration/files';
import { LedgerError } from '@subledger/domain';
import { openSqliteEventStore } from '@subledger/event-store';
import { growToHead, TreeFile } from '@subledger/proofs';
import { GENERATOR_VERSION } from '../lifecycles/events.js';
import { type LogRequest, writeLog } from './write-log.js';

/** Generated logs outlive a run, because the larger ones take minutes. */
export const CACHE = join(tmpdir(), 'subledger-bench');

/** The tree of hashes of a generated log: a ledger that lost its read models still has it. */
export const treeOf = (log: string): string => dataFiles(dirname(log)).proofs;

/** The path of a log with exactly these events, and their tree beside it: an existing one, or a new one. */
export async function madeLog(request: LogRequest): Promise<string> {
  const { seed, events } = request;
  const folder = join(CACHE, `log-${GENERATOR_VERSION}-${seed}-${events}`);
  const file = dataFiles(folder).log;
  if (!(await holds(file, events))) await makeLog(folder, request);
  await growTree(file);
  return file;
}

async function makeLog(folder: string, request: LogRequest): Promise<void> {
  const growing = `${folder}.${process.pid}`;
  rmSync(growing, { recursive: true, force: true });
  mkdirSync(growing, { recursive: true });
  try {
    await writeLog(dataFiles(growing).log, request);
    rmSync(folder, { recursive: true, force: true });
    renameSync(growing, folder);
  } finally {
    rmSync(growing, { recursive: true, force: true });
  }
}

/** Takes no time if the tree is complete. */
async function growTree(log: string): Promise<void> {
  const store = await openSqliteEventStore({ file: log, readOnly: true });
  const tree = TreeFile.open(treeOf(log), 'write');
  try {
    await growToHead(store, tree);
  } finally {
    tree.close();
    await store.close();
  }
}

/** A log of an older schema is useless, and is generated again. */
async function holds(file: string, events: number): Promise<boolean> {
  if (!existsSync(file)) return false;
  try {
    const store = await openSqliteEventStore({ file, readOnly: true });
    try {
      return (await store.head()) === String(events);
    } finally {
      await store.close();
    }
  } catch (error) {
    if (error instanceof LedgerError) return false;
    throw error;
  }
}
