import { existsSync } from 'node:fs';
import { type Configuration, findCheckpointKey } from '@subledger/configuration';
import { dataFiles } from '@subledger/configuration/files';

/** A file that a bundle does not hold, and what happens at the first start without it. */
interface MissingFile {
  readonly file: string;
  readonly otherwise: string;
}

/** What a ledger that goes on elsewhere still lacks, of what neither the data folder nor the environment has. */
export function missingFiles(
  configuration: Configuration,
  checkpoints: number,
): readonly MissingFile[] {
  const { dataDir, productionSecrets, sandboxSecrets, apiKeys } = configuration;
  const { secrets, checkpointKey } = dataFiles(dataDir);
  const isAllGiven = [productionSecrets, sandboxSecrets, apiKeys].every(({ length }) => length > 0);
  const missing: MissingFile[] = [];
  if (!isAllGiven && !existsSync(secrets))
    missing.push({
      file: secrets,
      otherwise: 'new secrets and keys are made, and Adapty and your backend must be given those',
    });
  if (checkpoints > 0 && findCheckpointKey(configuration) === null)
    missing.push({
      file: checkpointKey,
      otherwise: 'another key signs, and verify-log wants --verifier-key of both',
    });
  return missing;
}

export const linesAbout = (missing: readonly MissingFile[]): readonly string[] =>
  missing.length === 0
    ? []
    : [
        'Before the first start, bring along from the old ledger, where this one takes its place:',
        ...missing.map(({ file, otherwise }) => `  ${file}: otherwise ${otherwise}`),
      ];
