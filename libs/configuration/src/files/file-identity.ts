import { statSync } from 'node:fs';

/** Identifies the file that has this name now, as text to compare; null if there is none. */
export function fileIdentity(file: string): string | null {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev}/${found.ino}`;
}
