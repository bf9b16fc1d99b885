import type { Because } from './because.js';
import { buyerOf } from './buyer.js';
import { transactionOf } from './fact.js';
import type { Instant } from './instant.js';
import { heardBy } from './register.js';
import type { Registers } from './registers.js';

/** The rules that decide the state of a one-time purchase, by the names that answers give, and what each means. */
export const PURCHASE_RULES = {
  'purchase-reported': 'the purchase is recorded, and no refund of it',
  'purchase-refunded': 'a refund of it is recorded',
} as const;

export type PurchaseRule = keyof typeof PURCHASE_RULES;

/** A one-time purchase: consumables, lifetime unlocks. */
export interface Purchase {
  readonly transactionId: string;
  readonly productId: string | undefined;
  readonly store: string | undefined;
  readonly profileId: string | undefined;
  readonly state: 'owned' | 'refunded';
  readonly purchasedAt: Instant;
  readonly refundedAt: Instant | undefined;
  readonly because: Because<PurchaseRule>;
}

/** The one-time purchases that were known at `at`, by transaction. */
export function purchasesAt(registers: Registers, at: Instant): readonly Purchase[] {
  const byTransaction = Map.groupBy(heardBy(registers.purchases, at), transactionOf);
  return [...byTransaction].map(([transactionId, facts]) => {
    const refund = facts.find((fact) => fact.type === 'non_subscription_purchase_refunded');
    const bought = facts.findLast((fact) => fact.type === 'non_subscription_purchase');
    const told = bought ?? refund;
    return {
      transactionId,
      productId: facts.findLast((fact) => fact.productId !== undefined)?.productId,
      store: told?.chain?.store,
      profileId: buyerOf(told, facts, registers.all),
      state: refund === undefined ? 'owned' : 'refunded',
      purchasedAt: told?.purchasedAt ?? told?.occurredAt ?? at,
      refundedAt: refund?.occurredAt,
      because:
        refund === undefined
          ? { rule: 'purchase-reported', eventIds: facts.map((fact) => fact.eventId) }
          : { rule: 'purchase-refunded', eventIds: [refund.eventId] },
    };
  });
}
