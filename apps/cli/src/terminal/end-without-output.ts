import { EXIT_CODES } from './failure.js';

/** Ends the command if nobody can receive its output any more. */
export function endWithoutOutput(): void {
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    // A reader that closes the pipe early, such as `head`, has seen enough: that is no error to report.
    if (code !== 'EPIPE')
      process.stderr.write(`subledger: standard output cannot be written (${code ?? message})\n`);
    process.exit(EXIT_CODES.unexpected);
  });
}
