import { dataFiles } from './files/data-files.js';
import type { Environment } from './environment.js';
import { InvalidConfiguration } from './invalid-configuration.js';
import { loadConfiguration } from './load-configuration.js';
import { readSecretsFile } from './secrets-file.js';
import { text } from './variables.js';

/** How a command finds a running ledger, and the key that it sends. */
export interface Connection {
  /** Without a trailing slash: `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Absent: no key was found anywhere. */
  readonly apiKey?: string;
}

/**
 * The address of the ledger: the one given, else `SUBLEDGER_URL`, else this machine at `PORT`. Its key: the one
 * given, else `SUBLEDGER_API_KEY`, else the first admin key of `API_KEYS`, else the one that the ledger generated
 * and keeps in its data folder.
 *
 * @throws InvalidConfiguration if the address is not an HTTP one, or a source of the key is invalid.
 */
export function readConnection(
  env: Environment,
  given: { readonly url?: string; readonly key?: string } = {},
): Connection {
  const url = text(given.url ?? env.SUBLEDGER_URL, '');
  const apiKey = text(given.key ?? env.SUBLEDGER_API_KEY, '');
  assertSendable(apiKey);
  const found = apiKey === '' ? adminKey(env) : apiKey;
  return {
    url: url === '' ? `http://127.0.0.1:${loadConfiguration(env).port || 3000}` : httpUrl(url),
    ...(found === undefined ? {} : { apiKey: found }),
  };
}

function httpUrl(url: string): string {
  const parsed = URL.parse(url);
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:')
    throw new InvalidConfiguration(
      `The address of the ledger is ${JSON.stringify(withoutLogin(url).slice(0, 80))}: it must begin with http:// or https://`,
    );
  if (parsed.username !== '' || parsed.password !== '')
    throw new InvalidConfiguration(
      'The address of the ledger has a user or a password in it, and a ledger takes none: give a key with --key or SUBLEDGER_API_KEY.',
    );
  return url.replace(/\/+$/, '');
}

/** Nobody is to read a password over somebody's shoulder, or in a log. */
const withoutLogin = (url: string): string => url.replace(/^([a-z][\w+.-]*:\/*)?.*@/is, '$1…@');

/** A header holds visible ASCII; the client's own error would show the key. */
function assertSendable(key: string): void {
  if (!/^[\x21-\x7e]*$/.test(key))
    throw new InvalidConfiguration('The API key holds a space or a character that no key has.');
}

function adminKey(env: Environment): string | undefined {
  const { apiKeys, dataDir } = loadConfiguration(env);
  if (apiKeys.length === 0) return readSecretsFile(dataFiles(dataDir).secrets).adminKey;
  return apiKeys.find(({ scope }) => scope === 'admin')?.key;
}
