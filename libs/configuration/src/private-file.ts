import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { makePrivateFolder } from './files/private-folder.js';
import { InvalidConfiguration } from './invalid-configuration.js';

const MAY_NOT = new Set(['EACCES', 'EPERM']);

/** A private file's text; null if there is none. @param remedy what to do if it cannot be read. */
export function readPrivateFile(file: string, remedy: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return null;
    if (code === 'ENOTDIR') throw noFolder(dirname(file), 'used', error);
    // The file itself is fine then: removing it would shut out every webhook.
    const what = MAY_NOT.has(code)
      ? 'run this as the user who runs the ledger, or set what it holds in the environment'
      : remedy;
    throw new InvalidConfiguration(`${file} cannot be read (${code}): ${what}`, { cause: error });
  }
}

/**
 * Replaces the whole file: written beside it with mode 0600, synced, then renamed over it and the folder synced,
 * so that a crash leaves either the old file or the new one.
 */
export function writePrivateFile(file: string, text: string): void {
  place(file, text, renameSync);
}

/** The same, but an existing file stays: if two processes start at once, the first one wins. */
export function addPrivateFile(file: string, text: string): void {
  place(file, text, (temporary, name) => {
    try {
      linkSync(temporary, name);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    rmSync(temporary, { force: true });
  });
}

function place(file: string, text: string, put: (temporary: string, file: string) => void): void {
  const folder = dirname(file);
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    makePrivateFolder(folder);
    writeFileSync(temporary, text, { flag: 'wx', mode: 0o600, flush: true });
    put(temporary, file);
    syncFolder(folder);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw noFolder(folder, 'written', error);
  }
}

const noFolder = (folder: string, how: 'used' | 'written', cause: unknown): InvalidConfiguration =>
  new InvalidConfiguration(
    `DATA_DIR ${folder} cannot be ${how} (${codeOf(cause)}): it must be a folder that this user may write`,
    { cause },
  );

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown error';

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
