import { isEventType } from '../fact.js';
import { effectiveAt, heardBy } from '../register.js';
import { type Finding, finding, type Inquiry } from './finding.js';

/**
 * A purchase of a period that names no transaction belongs to no chain: nothing that comes later could be
 * recognised as its end, so it gives no access. The payment must not go unnoticed, though.
 */
export function transactionMissing({ registers, at }: Inquiry): Finding[] {
  if (registers.all[0]?.chain !== undefined) return [];
  return heardBy(registers.periods, at).flatMap((fact) => {
    const { type } = fact;
    if (!isEventType(type) || type === 'subscription_deferred') return [];
    return finding('transaction-missing', [fact], {
      ...(fact.profileId === undefined ? {} : { profileId: fact.profileId }),
      missing: {
        types: [type],
        count: 1,
        sentence: `${type} names no transaction, so it belongs to no subscription and gives no access.`,
      },
      until: effectiveAt(fact),
      appearsAt: effectiveAt(fact),
    });
  });
}
