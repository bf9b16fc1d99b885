import { endedPeriod } from '../endings.js';
import { isOfTrial, isPeriodRefund, kindOf } from '../event-kinds.js';
import { type EventType, type Fact, transactionOf } from '../fact.js';
import { shift } from '../instant.js';
import { type Period, periodOf } from '../period.js';
import { effectiveAt, heardBy } from '../register.js';
import { DELIVERY_DELAY_MS, type Finding, finding, type Inquiry } from './finding.js';

/** News of a period, or the refund of a purchase, that was itself never recorded. */
export function purchaseMissing(inquiry: Inquiry): Finding[] {
  const bought = inquiry.periods.filter((period) => !period.implied);
  const orphans = heardBy(inquiry.registers.all, inquiry.at).filter(
    (fact) =>
      periodOf(bought, fact) === undefined &&
      speaksOfPeriod(fact, bought) &&
      !takesBack(fact, inquiry.periods),
  );
  return [...periodsMissing(orphans, bought), ...refundsAlone(inquiry)];
}

function periodsMissing(orphans: readonly Fact[], bought: readonly Period[]): Finding[] {
  if (orphans.length === 0) return [];
  const byPurchase = Map.groupBy(orphans, (fact) => fact.transactionId ?? fact.purchasedAt ?? '');
  return [...byPurchase.values()].flatMap((facts) => periodMissing(facts, bought));
}

/**
 * Whether a refund belongs to a known period although it does not name it: then its money is deducted from that
 * period. If the purchase was lost, other news of the period proves it already.
 */
function takesBack(fact: Fact, periods: readonly Period[]): boolean {
  const ended = isPeriodRefund(fact) ? endedPeriod(periods, fact) : undefined;
  return ended !== undefined && (!ended.implied || !namesOne(fact));
}

const namesOne = (fact: Fact): boolean =>
  fact.transactionId !== undefined || fact.purchasedAt !== undefined;

/**
 * An access update is about its period too, but Family Sharing sends nothing else: it proves a loss only in a
 * chain with recorded purchases, and only once those had the time to arrive.
 */
function speaksOfPeriod(fact: Fact, bought: readonly Period[]): boolean {
  if (!namesOne(fact)) return isPeriodRefund(fact) && fact.chain !== undefined;
  switch (kindOf(fact)) {
    case 'access-update':
      return (
        fact.access?.isActive === true && fact.transactionId !== undefined && bought.length > 0
      );
    case 'cancellation':
    case 'reactivation':
    case 'pause':
    case 'deferral':
    case 'billing-issue':
    case 'grace-period':
    case 'expiry':
    case 'refund':
    case 'timer':
      return true;
    case 'purchase':
    case 'one-time-purchase':
    case 'one-time-refund':
    case 'unrecognised':
    case 'by-hand':
      return false;
  }
}

function periodMissing(facts: readonly Fact[], bought: readonly Period[]): Finding[] {
  const proof = facts.find((fact) => fact.type !== 'access_level_updated');
  const evidence = proof ?? facts[0];
  if (evidence === undefined) return [];
  const appearsAt =
    proof === undefined ? shift(effectiveAt(evidence), DELIVERY_DELAY_MS) : effectiveAt(proof);
  const before = bought.findLast((period) => period.startsAt < effectiveAt(evidence));
  const from = evidence.purchasedAt ?? before?.startsAt;
  const { transactionId } = evidence;
  const named = transactionId === undefined ? '' : ` (transaction ${transactionId})`;
  const types: EventType[] = facts.some(isOfTrial)
    ? ['trial_started']
    : ['subscription_started', 'subscription_renewed', 'trial_started', 'trial_converted'];
  return [
    finding('purchase-missing', facts, {
      missing: {
        types,
        count: 1,
        sentence: `There is news of a purchase${named} that was never itself recorded.`,
      },
      ...(from === undefined ? {} : { from }),
      until: effectiveAt(evidence),
      appearsAt,
    }),
  ];
}

/** A one-time purchase that was refunded but never bought. */
const refundsAlone = ({ registers, at }: Inquiry): Finding[] => {
  if (registers.purchases.length === 0) return [];
  const byTransaction = Map.groupBy(heardBy(registers.purchases, at), transactionOf);
  return [...byTransaction.values()].flatMap((facts) => {
    const refund = facts.find((fact) => fact.type === 'non_subscription_purchase_refunded');
    if (refund === undefined || facts.some((fact) => fact.type === 'non_subscription_purchase'))
      return [];
    return finding('purchase-missing', [refund], {
      missing: {
        types: ['non_subscription_purchase'],
        count: 1,
        sentence: 'A one-time purchase was refunded that was never itself recorded.',
      },
      ...(refund.purchasedAt === undefined ? {} : { from: refund.purchasedAt }),
      until: effectiveAt(refund),
      appearsAt: effectiveAt(refund),
    });
  });
};
