import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes the folder and the empty file of a database that is not there yet, for this user only: SQLite would let everybody
 * read what it makes, and gives the files beside it the mode that this one has.
 *
 * @param file `:memory:` is none.
 * @throws Error of the file system.
 */
export function makePrivateDatabase(file: string): void {
  if (file === ':memory:') return;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
}
