import { buyerOf } from './buyer.js';
import { sumDecimals } from './decimal.js';
import { endedPeriod } from './endings.js';
import { isAnyRefund, isPeriodRefund } from './event-kinds.js';
import { type Fact, type Money, transactionOf } from './fact.js';
import type { Instant } from './instant.js';
import { periodsAt } from './periods.js';
import { carriesMoney, less, refundedBy } from './refunded-money.js';
import type { Register } from './register.js';
import type { Registers } from './registers.js';

/** One charge or one refund: money that moved at an instant, for one transaction. */
export interface MoneyLine {
  readonly kind: 'charge' | 'refund' | 'upgrade_refund';
  readonly transactionId: string;
  /** Whose revenue it is, refunds too: the profile of the purchase, else the chain's first holder. */
  readonly profileId: string | undefined;
  readonly occurredAt: Instant;
  /** Signed: a refund is negative. */
  readonly money: Money;
  /** The fact that names product, store and country. */
  readonly fact: Fact;
}

/**
 * The money that had moved by `at` (business time: a charge that is announced early moves when it is due). A
 * transaction is charged once, however many events report it. The sign of a refund is documented nowhere, so its
 * absolute value is deducted; one that names no amount deducts the whole charge; and refunds never deduct more
 * than was charged, if the purchase is known.
 */
export function moneyAt(registers: Registers, at: Instant): readonly MoneyLine[] {
  const moved = registers.money.filter((fact) => fact.occurredAt <= at);
  if (moved.length === 0) return [];
  const lines: MoneyLine[] = [];
  for (const [transactionId, facts] of Map.groupBy(moved, transactionIn(registers, moved, at)))
    lines.push(...linesOf(transactionId, facts, registers.all));
  return lines;
}

/**
 * Finds the transaction that a fact's money belongs to. A refund that names none that was bought belongs to the
 * one whose period it ends: revoking a period refunds its charge.
 */
function transactionIn(
  registers: Registers,
  moved: readonly Fact[],
  at: Instant,
): (fact: Fact) => string {
  if (!moved.some(isPeriodRefund)) return transactionOf;
  const bought = new Set(moved.filter((fact) => !isAnyRefund(fact)).map(transactionOf));
  return (fact) => {
    const named = transactionOf(fact);
    if (!isPeriodRefund(fact) || bought.has(named) || !namesWhatItEnds(fact)) return named;
    const period = endedPeriod(periodsAt(registers, at), fact);
    const purchase = period?.implied === false ? period.facts[0] : undefined;
    return purchase === undefined ? named : transactionOf(purchase);
  };
}

/** In a chain one period runs at a time; outside of chains, a refund need not be of what the profile bought last. */
const namesWhatItEnds = (refund: Fact): boolean =>
  refund.chain !== undefined || refund.purchasedAt !== undefined;

/** The price that a trial may carry was not charged (page "Webhook event types and fields"). */
const isCharge = (fact: Fact): boolean =>
  !isAnyRefund(fact) && fact.type !== 'trial_started' && carriesMoney(fact.money);

function linesOf(transactionId: string, facts: readonly Fact[], chain: Register): MoneyLine[] {
  const charge = facts.findLast(isCharge);
  // A recorded purchase that cost nothing leaves nothing to refund.
  if (charge === undefined && facts.some((fact) => !isAnyRefund(fact))) return [];
  const profileId = buyerOf(charge, facts, chain);
  const lines: MoneyLine[] = [];
  if (charge?.money !== undefined)
    lines.push({
      kind: 'charge',
      transactionId,
      profileId,
      occurredAt: charge.occurredAt,
      money: charge.money,
      fact: charge,
    });
  let left = charge?.money;
  for (const fact of facts.filter(isAnyRefund)) {
    const taken = refundedBy(fact.money, left);
    if (taken === undefined) continue;
    left = left === undefined ? undefined : less(left, taken);
    const kind = fact.cancellationReason === 'upgraded' ? 'upgrade_refund' : 'refund';
    lines.push({ kind, transactionId, profileId, occurredAt: fact.occurredAt, money: taken, fact });
  }
  return lines;
}

/** The lines' prices in US dollars, summed exactly. */
export const revenueUsd = (lines: readonly Pick<MoneyLine, 'money'>[]): string =>
  sumDecimals(lines.flatMap((line) => line.money.usd?.price ?? []));
