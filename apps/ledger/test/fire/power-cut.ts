import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordedEvents } from '../running-ledger.js';
import { framesOf, pageBytesOf } from './wal-frames.js';

/**
 * What a machine without power leaves of a log, as far as it can be told from outside.
 *
 * SQLite with `synchronous=FULL` waits for the disk after the last frame of a transaction in the write-ahead log, and
 * before it copies frames into the database. A webhook is answered after that wait, and the next transaction begins after
 * it too. So when the power goes, all but the last transaction are on the disk. Of the last, any part may be missing; and
 * of every page that is copied from those frames into the database, any part may be, because the database is
 * waited for only before its frames are given up.
 */
export interface Remains {
  /** The database file without its power-cut. */
  readonly database: Buffer;
  readonly wal: Buffer;
  /** In bytes: everything before it has been waited for. */
  readonly syncedUntil: number;
}

const SECTOR_BYTES = 512;

/**
 * What is in the files of a process that was killed, taken for a machine that lost its power before the disk had the
 * last transaction.
 *
 * @returns how many events were waited for, with the remains: whoever was answered about later ones was not, then.
 */
export async function remainsIn(
  folder: string,
  scratch: string,
): Promise<{ remains: Remains; synced: number }> {
  const database = readFileSync(join(folder, 'log.sqlite'));
  const wal = readFileSync(join(folder, 'log.sqlite-wal'));
  const syncedUntil = framesOf(wal)
    .filter(({ commits }) => commits)
    .at(-2)?.end;
  if (syncedUntil === undefined) throw new Error('There are no two transactions to tell apart.');
  const synced = await eventsIn({ database, wal: wal.subarray(0, syncedUntil) }, scratch);
  return { remains: { database, wal, syncedUntil }, synced };
}

async function eventsIn(files: Pick<Remains, 'database' | 'wal'>, scratch: string) {
  layOut(files, scratch);
  return (await recordedEvents({ dataDir: scratch })).length;
}

/** The two files as a machine finds them that is switched on again; the index over them (`-shm`) was in memory only. */
export function layOut({ database, wal }: Pick<Remains, 'database' | 'wal'>, folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'log.sqlite'), database);
  writeFileSync(join(folder, 'log.sqlite-wal'), wal);
}

/** The same files with unsynced writes dropped, torn or mixed up, as the draw decides. */
export function withoutPower(remains: Remains, draw: () => number): Remains {
  return { ...remains, wal: lostTail(remains, draw), database: tornPages(remains, draw) };
}

/** Behind what was waited for: cut off anywhere, or with sectors of nothing, of noise, or of what they should be. */
function lostTail({ wal, syncedUntil }: Remains, draw: () => number): Buffer {
  const tail = wal.byteLength - syncedUntil;
  if (draw() < 0.5) return wal.subarray(0, syncedUntil + Math.floor(draw() * (tail + 1)));
  const spoilt = Buffer.from(wal);
  for (let at = syncedUntil; at < spoilt.byteLength; at += SECTOR_BYTES) {
    const sector = spoilt.subarray(at, at + SECTOR_BYTES);
    const fate = draw();
    if (fate < 0.3) sector.fill(0);
    else if (fate < 0.5) sector.fill(Math.floor(draw() * 256));
  }
  return spoilt;
}

/** Pages that stand in the synced part of the write-ahead log, and were on their way into the database. */
function tornPages({ database, wal, syncedUntil }: Remains, draw: () => number): Buffer {
  const pageBytes = pageBytesOf(wal);
  const torn = Buffer.from(database);
  const copied = framesOf(wal).filter(({ end }) => end <= syncedUntil);
  for (const { page } of copied) {
    if (draw() < 0.5) continue;
    const at = (page - 1) * pageBytes;
    if (at + pageBytes > torn.byteLength) continue;
    const from = at + SECTOR_BYTES * Math.floor((draw() * pageBytes) / SECTOR_BYTES);
    torn.fill(Math.floor(draw() * 256), from, at + pageBytes);
  }
  return torn;
}
