import { FIRST_INSTANT, type Instant, shift } from '../instant.js';
import { effectiveAt } from '../register.js';
import type { Registers } from '../registers.js';
import { nextChangeByClock, type Subscription, subscriptionAt } from '../subscription.js';
import { DELIVERY_DELAY_MS, type Finding } from './finding.js';
import { findingsAt } from './findings.js';
import { momentsOfChange } from './moments-of-change.js';
import { LONGEST_RETRY_MS } from './outcome-missing.js';

/** A finding, and how long it will last if nothing more is recorded. */
export interface ScheduledFinding {
  readonly finding: Finding;
  /** Null: it never disappears. */
  readonly disappearsAt: Instant | null;
}

/**
 * The findings of a chain from its last news on. Time makes some of them appear or disappear, but only at moments
 * that are known in advance: so a list of all customers' findings need not look at every chain each time.
 */
export function scheduleFindings(registers: Registers): readonly ScheduledFinding[] {
  const schedule: Appearance[] = [];
  let before: ReadonlyMap<string, Appearance> = NOTHING_FOUND;
  let subscription: Subscription | undefined;
  let until: Instant | null = FIRST_INSTANT;
  for (const moment of momentsAhead(registers)) {
    if (until !== null && moment >= until) {
      subscription = subscriptionAt(registers, moment);
      until = subscription === undefined ? null : nextChangeByClock(subscription, moment);
    }
    const found = findingsAt(registers, subscription, moment);
    if (found.length === 0 && before.size === 0) continue;
    const here = appearances(found, before);
    for (const [key, appearance] of here) if (!before.has(key)) schedule.push(appearance);
    for (const [key, appearance] of before) if (!here.has(key)) appearance.disappearsAt = moment;
    before = here;
  }
  return schedule;
}

/** What is found, by key. A finding that was there before stays as it was when it appeared. */
function appearances(
  found: readonly Finding[],
  before: ReadonlyMap<string, Appearance>,
): ReadonlyMap<string, Appearance> {
  const here = new Map<string, Appearance>();
  for (const finding of found) {
    const key = keyOf(finding);
    here.set(key, before.get(key) ?? { finding, disappearsAt: null });
  }
  return here;
}

/** A finding that was there at the last moment examined, until it is seen to be gone. */
interface Appearance extends ScheduledFinding {
  disappearsAt: Instant | null;
}

const NOTHING_FOUND: ReadonlyMap<string, Appearance> = new Map();

/** The moments, from the last news on, at which something may appear or disappear. */
function momentsAhead(registers: Registers): readonly Instant[] {
  const last = registers.all.at(-1);
  if (last === undefined) return [];
  const from = effectiveAt(last);
  const ahead = new Set([from]);
  const delays = delaysIn(registers);
  const longestMs = Math.max(...delays);
  const earliest = delays.map((delayMs) => shift(from, -delayMs));
  // Most of a chain's moments are long past: comparing is cheaper than shifting each of them.
  const recent = momentsOfChange(registers, shift(from, -longestMs));
  for (const [place, delayMs] of delays.entries())
    for (const moment of recent) {
      if (moment < (earliest[place] ?? from)) continue;
      const shifted = delayMs === 0 ? moment : shift(moment, delayMs);
      if (shifted > from) ahead.add(shifted);
    }
  return [...ahead].sort();
}

/** How long after a moment of change a finding can appear or disappear: only failed charges are retried for long. */
const delaysIn = ({ billing }: Registers): readonly number[] =>
  billing.length === 0
    ? [0, DELIVERY_DELAY_MS]
    : [0, DELIVERY_DELAY_MS, DELIVERY_DELAY_MS + LONGEST_RETRY_MS];

/** Time can turn the same events into evidence of something else: that is a finding with a later start. */
const keyOf = ({ kind, because, from, appearsAt }: Finding): string =>
  JSON.stringify([kind, because.eventIds, from, appearsAt]);
