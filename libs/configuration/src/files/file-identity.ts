import { statSync } from 'node:fs';

/** Which file stands under a name now, as text to compare; null where none does. */
export function fileIdentity(file: string): string | null {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev}/${found.ino}`;
}
