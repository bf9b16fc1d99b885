import { autoRenewalAt, type AutoRenewal } from './auto-renewal.js';
import type { Because } from './because.js';
import { billingIssueAt, type BillingIssue } from './billing.js';
import { type Endings, endingsAt } from './endings.js';
import { isPeriodRefund } from './event-kinds.js';
import type { Fact } from './fact.js';
import { earlier, type Instant } from './instant.js';
import type { Period } from './period.js';
import { periodsAt } from './periods.js';
import type { Registers } from './registers.js';

export type SubscriptionStatus =
  'trialing' | 'active' | 'in_grace_period' | 'in_billing_retry' | 'paused' | 'expired' | 'revoked';

/** The rules that decide a status, by the names that answers give, and what each means. */
export const STATUS_RULES = {
  'period-refunded': 'the period was refunded',
  'period-running': 'the instant lies in a trial or paid period that has not ended early',
  'grace-period-running': "the period is over, a charge failed, and the store's grace period runs",
  'billing-retry-running':
    'the period is over, a charge failed, no grace period runs, and the store still tries',
  'pause-running': 'the period is over and a pause was scheduled in it',
  'expiry-reported': 'an expiry of the period was recorded',
  'period-over': 'the period is over, and no event says what came next',
} as const;

export type StatusRule = keyof typeof STATUS_RULES;

/** The answer about a chain at one instant. */
export interface Subscription {
  readonly status: SubscriptionStatus;
  /** Whether an event or only the passing of time made the status what it is. */
  readonly statusBasis: 'event' | 'clock';
  readonly autoRenewal: AutoRenewal | undefined;
  readonly givesAccess: boolean;
  readonly current: Period;
  readonly periods: readonly Period[];
  readonly billingIssue: BillingIssue | undefined;
  readonly endReason: string | undefined;
  readonly endedAt: Instant | undefined;
  readonly because: Because<StatusRule>;
}

interface Verdict {
  readonly status: SubscriptionStatus;
  readonly basis: 'event' | 'clock';
  readonly rule: StatusRule;
  readonly eventIds: readonly string[];
}

/** The state of a chain at `at`; undefined if no period of it was known by then. */
export function subscriptionAt(registers: Registers, at: Instant): Subscription | undefined {
  const periods = periodsAt(registers, at);
  const endings = endingsAt(registers, at);
  const current = currentPeriod(periods, endings, at);
  if (current === undefined) return undefined;
  const ended = endings.of(current);
  const autoRenewal = autoRenewalAt(registers, at);
  const billingIssue = billingIssueAt(registers, periods, current, at);
  const verdict = judge(current, ended, autoRenewal, billingIssue, at);
  const isOver = verdict.status === 'expired' || verdict.status === 'revoked';
  return {
    status: verdict.status,
    statusBasis: verdict.basis,
    autoRenewal,
    givesAccess: givesAccess(verdict.status),
    current,
    periods,
    billingIssue,
    endReason: isOver ? endReason(ended, autoRenewal) : undefined,
    endedAt: isOver ? endedAt(current, ended, billingIssue) : undefined,
    because: { rule: verdict.rule, eventIds: verdict.eventIds },
  };
}

/**
 * The next moment after `at` at which time alone can change the answer, once all news has taken effect; null:
 * never.
 */
export function nextChangeByClock(
  { periods, billingIssue }: Subscription,
  at: Instant,
): Instant | null {
  let next: Instant | null = null;
  const consider = (moment: Instant | undefined): void => {
    if (moment !== undefined && moment > at) next = next === null ? moment : earlier(next, moment);
  };
  for (const { startsAt, endsAt } of periods) {
    consider(startsAt);
    consider(endsAt);
  }
  consider(billingIssue?.graceEndsAt);
  return next;
}

const givesAccess = (status: SubscriptionStatus): boolean =>
  status === 'trialing' || status === 'active' || status === 'in_grace_period';

/**
 * The newest period that covers `at`; else the latest that began earlier; else the earliest. Once a period has begun, no
 * older one is current again: a store takes a paid period back before it sells another one of the same chain, and the
 * news of that may be lost, with that of the purchase.
 */
function currentPeriod(
  periods: readonly Period[],
  endings: Endings,
  at: Instant,
): Period | undefined {
  let lastBegun: Period | undefined;
  for (let place = periods.length - 1; place >= 0; place -= 1) {
    const period = periods[place];
    if (period === undefined || period.startsAt > at) continue;
    if (lastBegun !== undefined && period.startsAt < lastBegun.startsAt) break;
    lastBegun ??= period;
    if (!isOverAt(period, at) && endings.of(period).length === 0) return period;
  }
  return lastBegun ?? periods[0];
}

/** Time ends a period that names its end. */
const isOverAt = ({ endsAt }: Period, at: Instant): boolean => endsAt !== undefined && endsAt <= at;

function judge(
  current: Period,
  ended: readonly Fact[],
  autoRenewal: AutoRenewal | undefined,
  billingIssue: BillingIssue | undefined,
  at: Instant,
): Verdict {
  const told = current.facts.map((fact) => fact.eventId);
  const refund = ended.findLast(isPeriodRefund);
  if (refund !== undefined) return verdict('revoked', 'event', 'period-refunded', [refund.eventId]);
  const expiry = ended.at(-1);
  if (expiry !== undefined) return verdict('expired', 'event', 'expiry-reported', [expiry.eventId]);
  if (current.endsAt === undefined || at < current.endsAt)
    return verdict(
      current.kind === 'trial' ? 'trialing' : 'active',
      'event',
      'period-running',
      told,
    );
  if (billingIssue !== undefined) return unpaid(billingIssue, at);
  if (autoRenewal?.state === 'will_pause')
    return verdict('paused', 'clock', 'pause-running', [...autoRenewal.eventIds, ...told]);
  return verdict('expired', 'clock', 'period-over', told);
}

function unpaid(issue: BillingIssue, at: Instant): Verdict {
  if (issue.graceEndsAt === undefined)
    return verdict('in_billing_retry', 'event', 'billing-retry-running', issue.eventIds);
  return at < issue.graceEndsAt
    ? verdict('in_grace_period', 'event', 'grace-period-running', issue.eventIds)
    : verdict('in_billing_retry', 'clock', 'billing-retry-running', issue.eventIds);
}

const verdict = (
  status: SubscriptionStatus,
  basis: Verdict['basis'],
  rule: StatusRule,
  eventIds: readonly string[],
): Verdict => ({ status, basis, rule, eventIds });

/** The refund says why; else the expiry; else whatever switched renewal off before time ran out. */
function endReason(
  ended: readonly Fact[],
  autoRenewal: AutoRenewal | undefined,
): string | undefined {
  const refund = ended.findLast(isPeriodRefund);
  if (refund !== undefined) return refund.cancellationReason ?? 'refund';
  return (
    ended.findLast((fact) => fact.cancellationReason !== undefined)?.cancellationReason ??
    autoRenewal?.reason
  );
}

/** The first moment at which nothing was left: the period's own end, unless a failed charge kept it open. */
function endedAt(
  current: Period,
  ended: readonly Fact[],
  billingIssue: BillingIssue | undefined,
): Instant | undefined {
  const moments = ended.map((fact) => fact.occurredAt);
  if (current.endsAt !== undefined && billingIssue === undefined) moments.push(current.endsAt);
  return moments.length === 0 ? current.endsAt : moments.reduce(earlier);
}
