import { findCheckpointKey } from '@subledger/configuration';
import { dataFiles } from '@subledger/configuration/files';
import { readSignerKey, readVerifierKey, type VerifierKey } from '@subledger/proofs';
import { Failure } from '../terminal/failure.js';
import type { LocalLog, LogOptions } from './local-log.js';

/** Whose signatures count. */
export interface CountingKeys {
  readonly keys: readonly VerifierKey[];
  /** The file of a key that is beside the log and was not named; null if another key is used. */
  readonly besideLog: string | null;
}

/**
 * The keys that are given, else this ledger's own, else the one beside the log. In this order: whoever could change a
 * backup could have put another key beside it.
 *
 * @throws Failure where there is none.
 */
export function countingKeys(log: LocalLog, { verifierKey = [] }: LogOptions): CountingKeys {
  if (verifierKey.length > 0) return { keys: verifierKey.map(readVerifierKey), besideLog: null };
  const own = findCheckpointKey(log.configuration);
  const found = own ?? findCheckpointKey({ checkpointKey: null, dataDir: log.folder });
  if (found === null)
    throw new Failure(
      'unexpected',
      `It is not known whose signatures count: there is no ${dataFiles(log.folder).checkpointKey}. ` +
        'Use --verifier-key with the key of the ledger that signed, as subledger verifier-key shows it there, or bring its checkpoint.key.',
    );
  const keys = [readSignerKey(found.text, found.source).verifier];
  return { keys, besideLog: own === null ? found.source : null };
}
