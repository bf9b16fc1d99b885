import { accessSync, constants } from 'node:fs';
import { makePrivateFolder } from '@subledger/configuration/files';
import { LedgerError } from '@subledger/domain';

/**
 * Creates the data folder, for this user only, if there is none.
 *
 * @throws LedgerError `invalid-configuration` if it cannot be created or written.
 */
export function prepareDataDir(dataDir: string): void {
  try {
    makePrivateFolder(dataDir);
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new LedgerError(
      'invalid-configuration',
      `DATA_DIR ${dataDir} cannot be written (${code}): it must be a folder that this user may write`,
      { cause: error },
    );
  }
}
