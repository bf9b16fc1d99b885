import { readFileSync } from 'node:fs';
import { DatabaseSync, StatementSync } from 'node:sqlite';
import { isMainThread } from 'node:worker_threads';
import type { Faults } from './faults-file.js';

/**
 * Loaded into the built ledger before its first line (`node --import`): what a machine does to it while it runs, told
 * by a file that the test writes. It knows nothing of the ledger, and stands between it and Node.
 */
const FILE = process.env.FAULTS_FILE ?? '';
const NONE: Faults = {
  clockOffsetMs: 0,
  commitDelayMs: 0,
  commitError: null,
  blockMs: 0,
  blocks: 0,
};
const LOOK_EVERY_MS = 20;

let faults = NONE;
let lookedAtMs = Number.NEGATIVE_INFINITY;

function current(): Faults {
  const nowMs = performance.now();
  if (nowMs - lookedAtMs > LOOK_EVERY_MS) {
    lookedAtMs = nowMs;
    faults = read() ?? faults;
  }
  return faults;
}

/** Null where the file is not there yet. */
function read(): Faults | null {
  try {
    return { ...NONE, ...(JSON.parse(readFileSync(FILE, 'utf8')) as Partial<Faults>) };
  } catch {
    return null;
  }
}

/** Stands still as a thread does that waits for the disk. */
function standStill(ms: number): void {
  if (ms > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

function beforeCommit(sql: string): void {
  if (!/^\s*commit\b/i.test(sql)) return;
  const { commitDelayMs, commitError } = current();
  standStill(commitDelayMs);
  if (commitError === null) return;
  throw Object.assign(new Error(commitError.message), {
    code: 'ERR_SQLITE_ERROR',
    errcode: commitError.errcode,
  });
}

const machinesNow = Date.now.bind(Date);
Date.now = () => machinesNow() + current().clockOffsetMs;

type Exec = (this: DatabaseSync, sql: string) => void;
const { exec } = DatabaseSync.prototype as { exec: Exec };
DatabaseSync.prototype.exec = function (sql) {
  beforeCommit(sql);
  exec.call(this, sql);
};

type Run = (this: StatementSync, ...parameters: unknown[]) => ReturnType<StatementSync['run']>;
const { run } = StatementSync.prototype as { run: Run };
StatementSync.prototype.run = function (...parameters: unknown[]) {
  beforeCommit(this.sourceSQL);
  return run.apply(this, parameters);
};

let blocksDone = 0;
if (isMainThread)
  setInterval(() => {
    const { blocks, blockMs } = current();
    if (blocks <= blocksDone) return;
    blocksDone = blocks;
    standStill(blockMs);
  }, LOOK_EVERY_MS).unref();
