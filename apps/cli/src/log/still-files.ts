import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Whether a database file may be read as it lies: nothing of it is in a write-ahead log, so that nobody has it open, and
 * it was named as a copy or could not be opened in any other way.
 */
export function isStill(file: string, isNamed: boolean): boolean {
  const wal = `${file}-wal`;
  const isAlone = !existsSync(wal) || (statSync(wal).size === 0 && !existsSync(`${file}-shm`));
  return isAlone && (isNamed || !isWritable(file) || !isWritable(dirname(file)));
}

/** What changes where somebody writes to a file. */
export const traceOf = (file: string): string => {
  const { mtimeMs = 0, size = 0 } = statSync(file, { throwIfNoEntry: false }) ?? {};
  return [size, mtimeMs, existsSync(`${file}-wal`)].join(' ');
};

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
