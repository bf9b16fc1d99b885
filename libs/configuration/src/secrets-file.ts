import { InvalidConfiguration } from './invalid-configuration.js';
import { readPrivateFile, writePrivateFile } from './private-file.js';

/** What `secrets.json` holds: only what the environment did not give. */
export interface KeptSecrets {
  readonly productionSecret?: string;
  readonly sandboxSecret?: string;
  readonly readKey?: string;
  readonly adminKey?: string;
}

const KINDS = new Set<string>(['productionSecret', 'sandboxSecret', 'readKey', 'adminKey']);
const REMEDY = 'repair it, or remove it to have new secrets generated';

/** The stored secrets; none if there is no file yet. */
export function readSecretsFile(file: string): KeptSecrets {
  const text = readPrivateFile(file, REMEDY);
  if (text === null) return {};
  const secrets = parseSecrets(text);
  // A damaged file is never replaced automatically: the sender still uses the secrets that were in it.
  if (!secrets) throw new InvalidConfiguration(`${file} is damaged: ${REMEDY}`);
  return secrets;
}

function parseSecrets(text: string): KeptSecrets | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return isKeptSecrets(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

const isKeptSecrets = (parsed: unknown): parsed is KeptSecrets =>
  typeof parsed === 'object' &&
  parsed !== null &&
  !Array.isArray(parsed) &&
  Object.entries(parsed).every(
    ([kind, secret]) =>
      KINDS.has(kind) && typeof secret === 'string' && /^[\w-]{32,512}$/.test(secret),
  );

export function writeSecretsFile(file: string, secrets: KeptSecrets): void {
  writePrivateFile(file, `${JSON.stringify(secrets, null, 2)}\n`);
}
