import { InvalidConfiguration } from '@subledger/configuration';
import { LedgerError } from '@subledger/domain';
import type { Command } from 'commander';
import { Failure } from './failure.js';

/** Says on standard error why the command ends: a line, or one JSON object for a machine. */
export function tellFailure(error: unknown, isJson: boolean): void {
  const message = error instanceof Error ? error.message : String(error);
  const line = error instanceof Failure ? error.line : message;
  process.stderr.write(isJson ? jsonOf(codeOf(error), message) : `subledger: ${line}\n`);
}

/** What the command line itself has wrong is told in the same form, in the command and in every verb. */
export function tellMisuseAsJson(command: Command): void {
  command.showHelpAfterError(false).configureOutput({
    outputError: (text, write) => {
      write(jsonOf('unexpected', text.replace(/^error: /, '').trim()));
    },
  });
  for (const verb of command.commands) tellMisuseAsJson(verb);
}

const jsonOf = (code: string, message: string): string => `${JSON.stringify({ code, message })}\n`;

const codeOf = (error: unknown): string =>
  error instanceof Failure || error instanceof LedgerError || error instanceof InvalidConfiguration
    ? error.code
    : 'unexpected';
