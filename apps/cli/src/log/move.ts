import { existsSync } from 'node:fs';
import { type Configuration, findCheckpointKey } from '@subledger/configuration';
import { dataFiles } from '@subledger/configuration/files';

/** A file that is not in a bundle, and what happens at the first start without it. */
interface MissingFile {
  readonly file: string;
  readonly otherwise: string;
}

/** What a ledger that continues elsewhere still lacks: what is in neither the data folder nor the environment. */
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
      otherwise: 'new secrets and keys are generated, which Adapty and your backend must be given',
    });
  if (checkpoints > 0 && findCheckpointKey(configuration) === null)
    missing.push({
      file: checkpointKey,
      otherwise: 'another key signs, and verify-log needs --verifier-key for both',
    });
  return missing;
}

export const linesAbout = (missing: readonly MissingFile[]): readonly string[] =>
  missing.length === 0
    ? []
    : [
        'If this ledger takes the place of the old one, bring these along from there before the first start:',
        ...missing.map(({ file, otherwise }) => `  ${file}: otherwise ${otherwise}`),
      ];
