import { InvalidConfiguration } from '@subledger/configuration';
import { LedgerError } from '@subledger/domain';

/** Why the start failed: one line if the operator can fix it, the whole stack if it is our fault. */
export function startFault(error: unknown): string {
  const isKnown = error instanceof InvalidConfiguration || error instanceof LedgerError;
  if (isKnown) return `Subledger cannot start: ${error.message.replaceAll(/\s*\n\s*/g, ' ')}`;
  const story = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `Subledger cannot start: ${story}`;
}
