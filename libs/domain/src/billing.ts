import type { Instant } from './instant.js';
import { anchorOf, isAboutOrAfter, type Period } from './period.js';
import { heardBy } from './register.js';
import type { Registers } from './registers.js';

export interface BillingIssue {
  /** The first failed charge of the current period. */
  readonly detectedAt: Instant;
  readonly graceEndsAt?: Instant;
  /** The news that says so. */
  readonly eventIds: readonly string[];
}

/** The open billing issue: only news about the current period or a later one counts, so a newer period clears it. */
export function billingIssueAt(
  registers: Registers,
  periods: readonly Period[],
  current: Period,
  at: Instant,
): BillingIssue | undefined {
  if (registers.billing.length === 0) return undefined;
  const open = heardBy(registers.billing, at).filter((fact) =>
    isAboutOrAfter(periods, current, fact, anchorOf(periods, fact) ?? ''),
  );
  const first = open[0];
  if (first === undefined) return undefined;
  // Both kinds of news carry the end of the grace period (page "Webhook event types and fields"); without one,
  // a failed charge carries the period's own end.
  const grace = open.findLast(
    ({ type, expiresAt }) =>
      expiresAt !== undefined &&
      (type === 'entered_grace_period' ||
        (current.endsAt !== undefined && expiresAt > current.endsAt)),
  );
  return {
    detectedAt: (open.find((fact) => fact.type === 'billing_issue_detected') ?? first).occurredAt,
    ...(grace?.expiresAt === undefined ? {} : { graceEndsAt: grace.expiresAt }),
    eventIds: [...new Set([first.eventId, ...(grace === undefined ? [] : [grace.eventId])])],
  };
}
