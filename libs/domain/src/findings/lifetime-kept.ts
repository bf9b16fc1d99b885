import { grantsAt } from '../access.js';
import { shift } from '../instant.js';
import { purchasesAt } from '../purchases.js';
import { DELIVERY_DELAY_MS, type Finding, finding, type Inquiry } from './finding.js';

/** A one-time purchase was refunded, but an access update still grants what it had bought. */
export function lifetimeKept({ registers, periods, at }: Inquiry): Finding[] {
  if (periods.length > 0 || registers.purchases.length === 0) return [];
  const refunds = purchasesAt(registers, at).filter(({ state }) => state === 'refunded');
  if (refunds.length === 0) return [];
  const kept = grantsAt(registers, undefined, { productLevels: {} }, at).filter(
    (grant) => grant.active,
  );
  return refunds.flatMap((purchase) => {
    const held = kept.filter((grant) => grant.productId === purchase.productId);
    const from = purchase.refundedAt;
    if (held.length === 0 || from === undefined) return [];
    const appearsAt = shift(from, DELIVERY_DELAY_MS);
    if (at < appearsAt) return [];
    const ids = new Set([purchase, ...held].flatMap(({ because }) => because.eventIds));
    return finding(
      'access-disagrees',
      registers.all.filter((fact) => ids.has(fact.eventId)),
      {
        missing: {
          types: ['access_level_updated'],
          count: 1,
          sentence:
            'A purchase was refunded, yet an access update still grants what it had bought.',
        },
        from,
        until: appearsAt,
        appearsAt,
      },
    );
  });
}
