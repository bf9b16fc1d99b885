import { withTimeLimit } from '@subledger/event-store';

/** A scrape must end, and end well, above all where what it measures is broken. */
const LIMIT_MS = 2_000;

/**
 * Measures within a limit. What cannot be measured is forgotten, instead of showing a value that was true once, and
 * keeps no other metric from being shown; `subledger_check_failing` tells what is broken.
 */
export async function measured(measure: () => Promise<void>, forget: () => void): Promise<void> {
  try {
    await withTimeLimit(measure(), LIMIT_MS);
  } catch {
    forget();
  }
}
