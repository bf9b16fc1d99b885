import { Command, InvalidArgumentError } from 'commander';
import { readConnection, readEnvironment } from '@subledger/configuration';
import { EXIT_CODE_HELP } from '../terminal/exit-code-help.js';
import { EXIT_CODES, type Failure } from '../terminal/failure.js';
import { stopOnSignals } from '../terminal/stop-on-signals.js';
import { LedgerApi } from './ledger-api.js';

export interface RemoteOptions {
  readonly url?: string;
  readonly key?: string;
  readonly json?: boolean;
}

/** What a verb works with. */
export interface Remote {
  readonly api: LedgerApi;
  readonly signal: AbortSignal;
  readonly isJson: boolean;
  /** Writes a line of the result. */
  readonly line: (text: string) => void;
  /** Writes the whole result as JSON. */
  readonly json: (result: unknown) => void;
  /** Says something that is no result, beside it. */
  readonly note: (text: string) => void;
}

/** A verb that queries a running ledger: its address, its key and the form of the output are options of each. */
export const remoteVerb = (name: string): Command =>
  new Command(name)
    .option(
      '--url <url>',
      'address of the ledger (default: SUBLEDGER_URL, else this machine at PORT, else port 3000)',
      givenText,
    )
    .option(
      '--key <key>',
      'an API key (default: SUBLEDGER_API_KEY, else the admin key from API_KEYS or from DATA_DIR/secrets.json)',
      givenText,
    )
    .option('--json', 'print JSON, for machines')
    .addHelpText('after', EXIT_CODE_HELP);

/** An option that is given says something: a variable that is unset, in a script, would else mean the default. */
export function givenText(value: string): string {
  if (value.trim() !== '') return value;
  throw new InvalidArgumentError('It must not be empty.');
}

/**
 * Runs a verb's work against the ledger of its options, and sets the exit code.
 *
 * @param work returns the exit code, or throws a `Failure`.
 */
export async function runRemote(
  options: RemoteOptions,
  work: (remote: Remote) => Promise<keyof typeof EXIT_CODES | Failure>,
): Promise<void> {
  process.exitCode = await stopOnSignals(async (signal) => {
    const { url, key } = options;
    const connection = readConnection(readEnvironment(), {
      ...(url === undefined ? {} : { url }),
      ...(key === undefined ? {} : { key }),
    });
    const end = await work({
      api: new LedgerApi(connection, signal, Object.keys(options)),
      signal,
      isJson: options.json === true,
      line: (text) => process.stdout.write(`${text}\n`),
      json: (result) => process.stdout.write(`${JSON.stringify(result)}\n`),
      note: (text) => process.stderr.write(`${text}\n`),
    });
    if (typeof end !== 'string') throw end;
    return EXIT_CODES[end];
  }, options.json);
}
