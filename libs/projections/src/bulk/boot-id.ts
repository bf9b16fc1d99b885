import { readFileSync } from 'node:fs';

/** Linux generates it at every boot (`man 4 random`). */
const BOOT_ID = '/proc/sys/kernel/random/boot_id';

/**
 * Identifies the current boot of the machine; null if the system does not tell. Files that were not synced are
 * complete after the death of a process, but not after that of the machine.
 */
export function bootId(): string | null {
  try {
    return readFileSync(BOOT_ID, 'utf8').trim();
  } catch {
    return null;
  }
}
