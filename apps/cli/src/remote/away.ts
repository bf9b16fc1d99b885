import { EXIT_CODES, Failure } from '../terminal/failure.js';

/** How long a ledger may be away, for a restart for instance, while it is being followed. */
export const AWAY_LIMIT_MS = 60_000;

export const isAway = (error: unknown): boolean =>
  error instanceof Failure && error.exitCode === EXIT_CODES.unreachable;
