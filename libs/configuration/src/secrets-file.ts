import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { InvalidConfiguration } from './invalid-configuration.js';

/** What `secrets.json` holds: only what the environment did not give. */
export interface KeptSecrets {
  readonly productionSecret?: string;
  readonly sandboxSecret?: string;
  readonly readKey?: string;
  readonly adminKey?: string;
}

const KINDS = new Set<string>(['productionSecret', 'sandboxSecret', 'readKey', 'adminKey']);
const REMEDY = 'repair it, or remove it to have new secrets made';

/** The kept secrets; none where there is no file yet. */
export function readSecretsFile(file: string): KeptSecrets {
  const text = readText(file);
  if (text === null) return {};
  const secrets = parseSecrets(text);
  // A damaged file is never replaced by itself: the sender still uses the secrets that were in it.
  if (!secrets) throw new InvalidConfiguration(`${file} is damaged: ${REMEDY}`);
  return secrets;
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    if (code === 'ENOENT') return null;
    throw new InvalidConfiguration(`${file} cannot be read (${code}): ${REMEDY}`, { cause: error });
  }
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

/**
 * Replaces the file whole: written beside it with mode 0600, synced, then renamed over it and the folder
 * synced, so that a crash leaves the old file or the new one.
 */
export function writeSecretsFile(file: string, secrets: KeptSecrets): void {
  const folder = dirname(file);
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(temporary, `${JSON.stringify(secrets, null, 2)}\n`, {
      flag: 'wx',
      mode: 0o600,
      flush: true,
    });
    renameSync(temporary, file);
    syncFolder(folder);
  } catch (error) {
    rmSync(temporary, { force: true });
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new InvalidConfiguration(
      `DATA_DIR ${folder} cannot be written (${code}): it must be a folder that this user may write`,
      { cause: error },
    );
  }
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
