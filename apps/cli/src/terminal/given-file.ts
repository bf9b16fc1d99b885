import { readFileSync } from 'node:fs';
import { Failure } from './failure.js';

/** The bytes of a file that was named on the command line. @throws Failure `refused`, which names it. */
export function givenFile(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Failure('refused', `${file} cannot be read (${code ?? message})`, { cause: error });
  }
}
