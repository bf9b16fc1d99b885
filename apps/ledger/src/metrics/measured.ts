import { withTimeLimit } from '@subledger/event-store';

/** A scrape must end, and succeed, especially when what it measures is broken. */
const LIMIT_MS = 2_000;

/**
 * Measures within a limit. What cannot be measured is left out, instead of showing an outdated value, and does not
 * keep other metrics from being shown; `subledger_check_failing` says what is broken.
 */
export async function measured(measure: () => Promise<void>, forget: () => void): Promise<void> {
  try {
    await withTimeLimit(measure(), LIMIT_MS);
  } catch {
    forget();
  }
}
