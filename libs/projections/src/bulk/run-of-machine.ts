import { readFileSync } from 'node:fs';

/** Linux makes it anew with every start of the machine (`man 4 random`). */
const BOOT_ID = '/proc/sys/kernel/random/boot_id';

/**
 * Which run of the machine this is; null where the system does not tell. Files that nobody waited for the disk with are
 * whole after the death of a process, but not after that of the machine.
 */
export function runOfMachine(): string | null {
  try {
    return readFileSync(BOOT_ID, 'utf8').trim();
  } catch {
    return null;
  }
}
