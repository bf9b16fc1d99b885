import { Command } from 'commander';
import { LedgerError } from '@subledger/domain';
import { EXIT_CODE_HELP } from '../terminal/exit-code-help.js';
import { EXIT_CODES, Failure } from '../terminal/failure.js';
import { Progress } from '../terminal/progress.js';
import { stopOnSignals } from '../terminal/stop-on-signals.js';
import { kindOf } from './log-fault.js';

export interface LocalOptions {
  readonly json?: boolean;
}

/** What a verb that needs no running ledger works with. */
export interface Local {
  readonly signal: AbortSignal;
  /** Writes the result: its lines for a person, or the whole of it for a machine. `out`: standard output, unless given. */
  readonly tell: (lines: readonly string[], result: unknown, out?: NodeJS.WritableStream) => void;
  /** A bar on a terminal; none if the amount of work is unknown. */
  readonly progress: (what: string, total: number | null) => Pick<Progress, 'advance' | 'end'>;
}

/** A verb that needs no running ledger. */
export const localVerb = (name: string): Command =>
  new Command(name)
    .option('--json', 'print JSON, for machines')
    .addHelpText('after', EXIT_CODE_HELP);

/** A verb that opens the log itself. */
export const logVerb = (name: string): Command =>
  localVerb(name).option(
    '--log <file or url>',
    'the log: a log.sqlite, or an esdb:// address (default: EVENT_STORE_URL, else log.sqlite in DATA_DIR)',
  );

/** For an option that may be given several times. */
export const several = (
  value: string,
  before: readonly string[] | undefined,
): readonly string[] => [...(before ?? []), value];

/** Runs a verb's work and sets the exit code. */
export async function runLocal(
  { json }: LocalOptions,
  work: (local: Local) => Promise<keyof typeof EXIT_CODES>,
): Promise<void> {
  process.exitCode = await stopOnSignals(async (signal) => {
    try {
      return EXIT_CODES[await work({ signal, tell: tellAs(json === true), progress })];
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error;
      const { code, message } = error;
      throw new Failure(kindOf(error), message, { cause: error, code });
    }
  }, json);
}

const tellAs =
  (isJson: boolean): Local['tell'] =>
  (lines, result, out = process.stdout) => {
    out.write(isJson ? `${JSON.stringify(result)}\n` : `${lines.join('\n')}\n`);
  };

const SILENT = { advance: () => undefined, end: () => undefined };

const progress: Local['progress'] = (what, total) =>
  total === null ? SILENT : new Progress(process.stderr, { what, total });
