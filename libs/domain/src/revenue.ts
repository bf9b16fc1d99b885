import type { Fact, Money } from './fact.js';
import { type Instant, LAST_INSTANT } from './instant.js';
import { moneyAt, type MoneyLine } from './money.js';
import type { Registers } from './registers.js';

/** What a line counts as in a report, one word per line. */
export const COUNTED = [
  'start',
  'trial',
  'conversion',
  'renewal',
  'cancellation',
  'expiry',
  'purchase',
  'refund',
  'upgrade_refund',
] as const;

export type Counted = (typeof COUNTED)[number];

/** One event's part in a revenue report: what it counts as, and the money it moved. */
export interface RevenueLine {
  readonly eventId: string;
  readonly occurredAt: Instant;
  readonly counted: Counted;
  /** Signed; absent if no money moved, or if another event of the transaction reports the charge. */
  readonly money?: Money;
  readonly productId?: string;
  readonly store?: string;
  readonly country?: string;
  /** The currency of the money, or of an amount that moved none. */
  readonly currency?: string;
}

/**
 * Everything that one subject adds to revenue reports: by business time, each transaction charged once.
 *
 * @param money all that ever moved for it, if that is already known.
 */
export function revenueLines(
  registers: Registers,
  money: readonly MoneyLine[] = moneyAt(registers, LAST_INSTANT),
): readonly RevenueLine[] {
  const moved = new Map(money.map((line) => [line.fact.eventId, line.money]));
  const lines: RevenueLine[] = [];
  for (const fact of registers.all) {
    const counted = countedAs(fact);
    if (counted !== undefined) lines.push(lineOf(fact, counted, moved.get(fact.eventId)));
  }
  return lines;
}

/** Assigned one by one: every event makes a line, and spreading what may be absent is several times slower. */
function lineOf(fact: Fact, counted: Counted, money: Money | undefined): RevenueLine {
  const { eventId, occurredAt, productId, chain, country } = fact;
  // A refund that names no amount is in the currency of the charge it deducts.
  const currency = (money ?? fact.money)?.currency;
  const line: { -readonly [K in keyof RevenueLine]: RevenueLine[K] } = {
    eventId,
    occurredAt,
    counted,
  };
  if (money !== undefined) line.money = money;
  if (productId !== undefined) line.productId = productId;
  if (chain !== undefined) line.store = chain.store;
  if (country !== undefined) line.country = country;
  if (currency !== undefined) line.currency = currency;
  return line;
}

function countedAs(fact: Fact): Counted | undefined {
  switch (fact.type) {
    case 'subscription_started':
      return 'start';
    case 'trial_started':
      return 'trial';
    case 'trial_converted':
      return 'conversion';
    case 'subscription_renewed':
      return 'renewal';
    case 'subscription_renewal_cancelled':
    case 'trial_renewal_cancelled':
      return 'cancellation';
    case 'subscription_expired':
    case 'trial_expired':
      return 'expiry';
    case 'non_subscription_purchase':
      return 'purchase';
    case 'subscription_refunded':
    case 'non_subscription_purchase_refunded':
      return fact.cancellationReason === 'upgraded' ? 'upgrade_refund' : 'refund';
    case 'subscription_renewal_reactivated':
    case 'trial_renewal_reactivated':
    case 'subscription_paused':
    case 'subscription_deferred':
    case 'entered_grace_period':
    case 'billing_issue_detected':
    case 'access_level_updated':
    case 'trial_active':
    case 'subscription_active':
    case 'unrecognised':
    case 'retraction':
    case 'annotation':
      return undefined;
  }
}
