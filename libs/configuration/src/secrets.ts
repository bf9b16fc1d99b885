import { randomBytes } from 'node:crypto';
import { Configuration } from './configuration.js';
import { dataFiles } from './files/data-files.js';
import { type KeptSecrets, readSecretsFile, writeSecretsFile } from './secrets-file.js';

export interface SecretsResult {
  /** The configuration, with a secret or key wherever it had none. */
  readonly configuration: Configuration;
  /** Those that were just generated, to be shown once; null if none was. */
  readonly justMade: KeptSecrets | null;
}

/** 32 random bytes, in characters that need no escaping in a shell, a header or a web form. */
const makeSecret = (): string => randomBytes(32).toString('base64url');

/**
 * Generates what the environment left out: a secret for each environment's webhooks, and a read and an admin key
 * if there is no key at all. They are stored in `<dataDir>/secrets.json` and used again at every later start. What
 * the environment sets is never replaced, and if everything is set the file is not even opened.
 *
 * @throws InvalidConfiguration if the file cannot be read, is damaged, or cannot be written.
 */
export function generateMissingSecrets(configuration: Configuration): SecretsResult {
  const missing = missingKinds(configuration);
  if (missing.length === 0) return { configuration, justMade: null };

  const file = dataFiles(configuration.dataDir).secrets;
  const kept = readSecretsFile(file);
  const made = Object.fromEntries(
    missing.filter((kind) => kept[kind] === undefined).map((kind) => [kind, makeSecret()]),
  ) as KeptSecrets;
  const isNew = Object.keys(made).length > 0;
  if (isNew) writeSecretsFile(file, { ...kept, ...made });
  return {
    configuration: withSecrets(configuration, { ...kept, ...made }),
    justMade: isNew ? made : null,
  };
}

function missingKinds(configuration: Configuration): (keyof KeptSecrets)[] {
  const kinds: (keyof KeptSecrets)[] = [];
  if (configuration.productionSecrets.length === 0) kinds.push('productionSecret');
  if (configuration.sandboxSecrets.length === 0) kinds.push('sandboxSecret');
  if (configuration.apiKeys.length === 0) kinds.push('readKey', 'adminKey');
  return kinds;
}

const entries = (secret: string | undefined): readonly string[] =>
  secret === undefined ? [] : [secret];

function withSecrets(configuration: Configuration, secrets: KeptSecrets): Configuration {
  const { productionSecrets, sandboxSecrets, apiKeys } = configuration;
  return Object.assign(new Configuration(), configuration, {
    productionSecrets:
      productionSecrets.length > 0 ? productionSecrets : entries(secrets.productionSecret),
    sandboxSecrets: sandboxSecrets.length > 0 ? sandboxSecrets : entries(secrets.sandboxSecret),
    apiKeys:
      apiKeys.length > 0
        ? apiKeys
        : [
            ...entries(secrets.readKey).map((key) => ({ key, scope: 'read' as const })),
            ...entries(secrets.adminKey).map((key) => ({ key, scope: 'admin' as const })),
          ],
  });
}
