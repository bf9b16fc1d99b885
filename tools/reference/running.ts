import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfiguration } from '@subledger/configuration';
import { createLedger, type Ledger } from '../../apps/ledger/src/ledger.js';

/** Reads something from a running ledger with an empty folder. */
export async function ofRunningLedger<T>(read: (ledger: Ledger) => T): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'subledger-reference-'));
  try {
    const ledger = await createLedger(
      loadConfiguration({ PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'silent' }),
    );
    const found = read(ledger);
    await ledger.close();
    return found;
  } finally {
    rmSync(dataDir, { recursive: true });
  }
}
