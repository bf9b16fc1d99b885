import { readFileSync } from 'node:fs';
import { Failure } from './failure.js';

/** As in many commands, this name means standard input, or output. */
export const STANDARD_STREAM = '-';

const STANDARD_INPUT = 0;

/** The bytes of a file named on the command line. @throws Failure `refused`, which names it. */
export function givenFile(file: string): Buffer {
  try {
    return readFileSync(file === STANDARD_STREAM ? STANDARD_INPUT : file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Failure('refused', `${file} cannot be read (${code ?? message})`, { cause: error });
  }
}
