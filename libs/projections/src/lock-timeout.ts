import { LedgerError } from '@subledger/domain';
import { isLockTimeout } from '@subledger/read-models';

/** @throws LedgerError `rebuild-not-ready` where a promotion waits for somebody's lock longer than it may. */
export async function refuseAtLockTimeout<T>(promotion: () => Promise<T>): Promise<T> {
  try {
    return await promotion();
  } catch (error) {
    if (!isLockTimeout(error)) throw error;
    throw new LedgerError(
      'rebuild-not-ready',
      'The rebuild cannot take over while a transaction holds the read model: either a batch is being applied, or a program has read it and has not ended its transaction. pg_stat_activity shows which.',
      { cause: error },
    );
  }
}
