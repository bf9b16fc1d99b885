import { EXIT_CODES } from './failure.js';

/** Ends the command where its results reach nobody any more. */
export function endWithoutOutput(): void {
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    // A reader that hangs up early, such as `head`, has seen enough: no fault of ours to tell a story about.
    if (code !== 'EPIPE')
      process.stderr.write(`subledger: standard output cannot be written (${code ?? message})\n`);
    process.exit(EXIT_CODES.unexpected);
  });
}
