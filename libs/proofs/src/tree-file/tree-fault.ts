import { LedgerError } from '@subledger/domain';

/** Runs `work` on the file of the tree. @throws LedgerError `proofs-not-ready` for whatever SQLite says. */
export function onTreeFile<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof LedgerError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new LedgerError('proofs-not-ready', `The tree of hashes cannot be used: ${reason}.`, {
      cause: error,
    });
  }
}
