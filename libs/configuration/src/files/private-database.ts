import { closeSync, existsSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { makePrivateFolder } from './private-folder.js';

/**
 * Creates the folder and the empty file of a new database, for this user only: SQLite would create a file that everybody
 * can read, and gives the files beside it the same mode.
 *
 * @param file `:memory:` is not a file.
 * @throws Error of the file system.
 */
export function makePrivateDatabase(file: string): void {
  if (file === ':memory:') return;
  makePrivateFolder(dirname(file));
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
}
