import { type Instant, shift } from '../instant.js';
import { effectiveAt } from '../register.js';
import type { Registers } from '../registers.js';
import { subscriptionAt } from '../subscription.js';
import { momentsOfChange } from './access-disagrees.js';
import { DELIVERY_DELAY_MS, type Finding } from './finding.js';
import { findingsAt } from './findings.js';
import { LONGEST_RETRY_MS } from './outcome-missing.js';

/** A finding, and for how long it will be there if nothing more is recorded. */
export interface ScheduledFinding {
  readonly finding: Finding;
  /** Null: for ever. */
  readonly disappearsAt: Instant | null;
}

/**
 * The findings of a chain from its last news on. Time alone makes some appear and others go, and only at moments
 * that are known beforehand: so a list of everybody's findings need not look at every chain each time.
 */
export function scheduleFindings(registers: Registers): readonly ScheduledFinding[] {
  const moments = momentsAhead(registers);
  const seen = moments.map((moment) => {
    const found = findingsAt(registers, subscriptionAt(registers, moment), moment);
    return new Map(found.map((finding) => [keyOf(finding), finding]));
  });
  return seen.flatMap((here, place) =>
    [...here]
      .filter(([key]) => seen[place - 1]?.has(key) !== true)
      .map(([key, finding]) => {
        const goneAt = seen.findIndex((later, index) => index > place && !later.has(key));
        return { finding, disappearsAt: moments[goneAt] ?? null };
      }),
  );
}

function momentsAhead(registers: Registers): readonly Instant[] {
  const last = registers.all.at(-1);
  if (last === undefined) return [];
  const from = effectiveAt(last);
  const moments = delaysIn(registers).flatMap((delayMs) =>
    // Most of a chain's moments are long past: comparing is cheaper than shifting each of them.
    momentsOfChange(registers, shift(from, -delayMs))
      .map((moment) => (delayMs === 0 ? moment : shift(moment, delayMs)))
      .filter((moment) => moment > from),
  );
  return [...new Set([from, ...moments])].sort();
}

/** After how long a moment of change can make a finding appear or go: only a failed charge is retried for long. */
const delaysIn = ({ billing }: Registers): readonly number[] =>
  billing.length === 0
    ? [0, DELIVERY_DELAY_MS]
    : [0, DELIVERY_DELAY_MS, DELIVERY_DELAY_MS + LONGEST_RETRY_MS];

const keyOf = (finding: Finding): string =>
  JSON.stringify([finding.kind, finding.because.eventIds, finding.from]);
