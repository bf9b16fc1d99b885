import { join } from 'node:path';
import type { Configuration } from './configuration.js';
import { InvalidConfiguration } from './invalid-configuration.js';
import { addPrivateFile, readPrivateFile } from './private-file.js';

const REMEDY = 'restore it, or remove it to have a new key made';

/**
 * The text of the key that signs checkpoints: what the environment gives, else what `<dataDir>/checkpoint.key`
 * holds, else one that is made now and kept there. It is never shown and never logged.
 *
 * @param make a new key's text.
 * @throws InvalidConfiguration where the file cannot be read or written.
 */
export function keepCheckpointKey(
  { checkpointKey, dataDir }: Configuration,
  make: () => string,
): string {
  if (checkpointKey !== null) return checkpointKey;
  const file = join(dataDir, 'checkpoint.key');
  if (readPrivateFile(file, REMEDY) === null) addPrivateFile(file, `${make()}\n`);
  const kept = readPrivateFile(file, REMEDY)?.trim() ?? '';
  if (kept === '') throw new InvalidConfiguration(`${file} is empty: ${REMEDY}`);
  return kept;
}

/** The same, for whoever only checks signatures: null where no key was made yet. */
export function findCheckpointKey({ checkpointKey, dataDir }: Configuration): string | null {
  if (checkpointKey !== null) return checkpointKey;
  return readPrivateFile(join(dataDir, 'checkpoint.key'), REMEDY)?.trim() ?? null;
}
