import { readCheckpoint } from '@subledger/proofs';
import { Failure } from '../terminal/failure.js';
import { givenFile } from '../terminal/given-file.js';

/** @throws Failure `refused` for a file without a checkpoint: otherwise the comparison would silently be skipped. */
export function givenCheckpoint(file: string): string {
  const text = givenFile(file).toString();
  if (readCheckpoint(text) === null)
    throw new Failure(
      'refused',
      `${file} is not a checkpoint: keep it byte for byte as the ledger returned it`,
    );
  return text;
}
