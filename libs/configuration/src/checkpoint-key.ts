import type { Configuration } from './configuration.js';
import { dataFiles } from './files/data-files.js';
import { InvalidConfiguration } from './invalid-configuration.js';
import { VARIABLES } from './load-configuration.js';
import { addPrivateFile, readPrivateFile } from './private-file.js';

const REMEDY = 'restore it, or remove it to have a new key generated';

/** A key's text, and where it came from, for error messages if it is not a key. */
export interface CheckpointKey {
  readonly text: string;
  readonly source: string;
}

/**
 * The key that signs checkpoints: the one in the environment, else the one in `<dataDir>/checkpoint.key`, else a
 * new one that is kept there. It is never shown and never logged.
 *
 * @param make a new key's text.
 * @throws InvalidConfiguration if the file cannot be read or written.
 */
export function keepCheckpointKey(
  { checkpointKey, dataDir }: Configuration,
  make: () => string,
): CheckpointKey {
  if (checkpointKey !== null) return { text: checkpointKey, source: VARIABLES.checkpointKey };
  const file = dataFiles(dataDir).checkpointKey;
  if (readPrivateFile(file, REMEDY) === null) addPrivateFile(file, `${make()}\n`);
  const kept = readPrivateFile(file, REMEDY)?.trim() ?? '';
  if (kept === '') throw new InvalidConfiguration(`${file} is empty: ${REMEDY}`);
  return { text: kept, source: file };
}

/** The same, for callers that only check signatures: null if no key has been generated yet. */
export function findCheckpointKey({
  checkpointKey,
  dataDir,
}: Pick<Configuration, 'checkpointKey' | 'dataDir'>): CheckpointKey | null {
  if (checkpointKey !== null) return { text: checkpointKey, source: VARIABLES.checkpointKey };
  const file = dataFiles(dataDir).checkpointKey;
  const text = readPrivateFile(file, REMEDY)?.trim();
  return text === undefined ? null : { text, source: file };
}
