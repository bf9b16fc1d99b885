import { createWriteStream, existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { LedgerError } from '@subledger/domain';

/**
 * Writes a compressed file that is either complete or absent: beside its place, synced to disk, then renamed. The
 * writer waits for the disk, so only a few chunks are ever in memory.
 *
 * @throws LedgerError `invalid-request` if the file already exists, or cannot be written.
 */
export async function writeAtomically(
  file: string,
  chunks: AsyncIterable<string>,
  signal: AbortSignal,
): Promise<void> {
  if (existsSync(file))
    throw new LedgerError('invalid-request', `${file} already exists: choose another name`);
  const partial = `${file}.partial`;
  try {
    await pipeline(
      Readable.from(chunks, { objectMode: false }),
      createGzip(),
      createWriteStream(partial, { flush: true, mode: 0o600 }),
      { signal },
    );
    await rename(partial, file);
    await syncFolder(dirname(file));
  } catch (error) {
    await rm(partial, { force: true });
    throw asWriteFault(file, error);
  }
}

/** Turns the system's file errors into the ledger's; any other error has nothing to do with the file and passes. */
function asWriteFault(file: string, error: unknown): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) return error;
  return new LedgerError('invalid-request', `${file} cannot be written (${code})`, {
    cause: error,
  });
}

/** A new name is only durable once its folder is synced. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
