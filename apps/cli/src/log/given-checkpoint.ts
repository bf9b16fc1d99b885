import { readCheckpoint } from '@subledger/proofs';
import { Failure } from '../terminal/failure.js';
import { givenFile } from '../terminal/given-file.js';

/** @throws Failure `refused` for a file that holds none: what it was to be compared with would stay unsaid. */
export function givenCheckpoint(file: string): string {
  const text = givenFile(file).toString();
  if (readCheckpoint(text) === null)
    throw new Failure(
      'refused',
      `${file} is no checkpoint: it must be kept byte for byte as the ledger answered it`,
    );
  return text;
}
