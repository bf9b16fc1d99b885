import { endedPeriod, replacedAt } from './endings.js';
import { isEnding, kindOf } from './event-kinds.js';
import type { Fact } from './fact.js';
import type { Instant } from './instant.js';
import { anchorOf, isToldWithPurchase, type Period, periodOf } from './period.js';
import { periodsAt } from './periods.js';
import { compareNews, type PlacedNews } from './news-order.js';
import { onceAllHeard } from './once-all-heard.js';
import { effectiveAt, heardBy } from './register.js';
import type { Registers } from './registers.js';

export interface AutoRenewal {
  readonly state: 'will_renew' | 'will_not_renew' | 'will_pause';
  /** `cancellation_reason` of the news that switched it off. */
  readonly reason?: string;
  readonly since: Instant;
  /** The news that says so. */
  readonly eventIds: readonly string[];
}

/**
 * What will follow the latest period, by the last news about it. A purchase switches renewal on and comes before
 * all other news of its period, so a cancellation that was made after an early announcement wins over it, whether
 * the announcement arrives early or late.
 */
export const autoRenewalAt = (registers: Registers, at: Instant): AutoRenewal | undefined =>
  once(registers, at, () => autoRenewalHeard(registers, at));

const once = onceAllHeard<AutoRenewal | undefined>();

function autoRenewalHeard(registers: Registers, at: Instant): AutoRenewal | undefined {
  const periods = periodsAt(registers, at);
  const replaced = replacedAt(registers, periods, at);
  const news = heardBy(registers.autoRenewal, at)
    .filter((fact) => !isEnding(fact) || endedPeriod(periods, fact) !== undefined)
    .filter((fact) => replaced.length === 0 || !replaced.includes(periodOf(periods, fact)))
    .map((fact) => placed(periods, fact))
    .sort(compareNews);
  let state: State | undefined;
  let told: Fact | undefined;
  for (const { fact } of news) {
    const said = stateSaidBy(fact, state);
    if (said === undefined || (said === state && fact.type === 'access_level_updated')) continue;
    [state, told] = [said, fact];
  }
  return state === undefined || told === undefined ? undefined : toldBy(told, state);
}

type State = AutoRenewal['state'];

const toldBy = (fact: Fact, state: State): AutoRenewal => ({
  state,
  ...(state === 'will_renew' || fact.cancellationReason === undefined
    ? {}
    : { reason: fact.cancellationReason }),
  since: effectiveAt(fact),
  eventIds: [fact.eventId],
});

function placed(periods: readonly Period[], fact: Fact): PlacedNews {
  const rank = rankOf(fact);
  const anchor = anchorOf(periods, fact) ?? '';
  return { fact, anchor, isLater: !isFirstNews(periods, fact, rank), rank };
}

function stateSaidBy(fact: Fact, held: State | undefined): State | undefined {
  switch (fact.type) {
    case 'subscription_started':
    case 'subscription_renewed':
    case 'trial_started':
    case 'trial_converted':
    case 'subscription_renewal_reactivated':
    case 'trial_renewal_reactivated':
      return 'will_renew';
    case 'subscription_renewal_cancelled':
    case 'trial_renewal_cancelled':
    case 'subscription_expired':
    case 'trial_expired':
    case 'subscription_refunded':
      return 'will_not_renew';
    case 'subscription_paused':
      return 'will_pause';
    case 'access_level_updated':
      return accessSays(fact, held);
    case 'subscription_deferred':
    case 'entered_grace_period':
    case 'billing_issue_detected':
    case 'non_subscription_purchase':
    case 'non_subscription_purchase_refunded':
    case 'trial_active':
    case 'subscription_active':
    case 'unrecognised':
    case 'retraction':
    case 'annotation':
      return undefined;
  }
}

/** Only an active update speaks for its chain; "will not renew" may also mean a scheduled pause. */
function accessSays(fact: Fact, held: State | undefined): State | undefined {
  if (fact.access?.isActive !== true || fact.access.willRenew === undefined) return undefined;
  if (fact.access.willRenew) return 'will_renew';
  return held === 'will_pause' ? 'will_pause' : 'will_not_renew';
}

/** Order at one moment: the purchase, then what an access update repeats, then what was done; endings last. */
function rankOf(fact: Fact): number {
  switch (kindOf(fact)) {
    case 'access-update':
      return 1;
    case 'reactivation':
      return 2;
    case 'cancellation':
      return 3;
    case 'pause':
      return 4;
    case 'expiry':
    case 'refund':
      return 5;
    case 'purchase':
    case 'deferral':
    case 'billing-issue':
    case 'grace-period':
    case 'one-time-purchase':
    case 'one-time-refund':
    case 'timer':
    case 'unrecognised':
    case 'by-hand':
      return 0;
  }
}

/** A purchase, or the access update that was reported with it: the period's first news. */
const isFirstNews = (periods: readonly Period[], fact: Fact, rank: number): boolean =>
  rank === 0 || (rank === 1 && isToldWithPurchase(periods, fact));
