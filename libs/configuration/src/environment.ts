import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { InvalidConfiguration } from './invalid-configuration.js';

/** Variable → its text, as `process.env` and a `.env` file give it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The process's environment over the `.env` file in `workingDirectory` (default: where the process was started): a
 * variable set in the environment wins over the file.
 *
 * @throws InvalidConfiguration if there is a `.env` that cannot be read.
 */
export function readEnvironment(workingDirectory: string = process.cwd()): Environment {
  return { ...readDotenv(join(workingDirectory, '.env')), ...process.env };
}

function readDotenv(file: string): Environment {
  try {
    return parse(readFileSync(file));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    if (code === 'ENOENT') return {};
    throw new InvalidConfiguration(
      `${file} cannot be read (${code}): make it a readable file or remove it`,
      { cause: error },
    );
  }
}
