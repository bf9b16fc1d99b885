import { endingsAt } from '../endings.js';
import { isCancellation } from '../event-kinds.js';
import { shift } from '../instant.js';
import { periodOf } from '../period.js';
import { effectiveAt, heardBy } from '../register.js';
import { DELIVERY_DELAY_MS, type Finding, finding, type Inquiry } from './finding.js';

/**
 * A cancellation that names its own moment as the end cut the period short, as Stripe can (flow
 * "immediate-cancellation"): the expiry belongs to it.
 */
export function expiryMissing({ registers, periods, at }: Inquiry): Finding[] {
  const endings = endingsAt(registers, at);
  return heardBy(registers.autoRenewal, at).flatMap((fact) => {
    const cut = fact.expiresAt;
    if (cut === undefined || cut > fact.occurredAt || !isCancellation(fact)) return [];
    const period = periodOf(periods, fact);
    if (period?.endsAt === undefined || period.implied || cut >= period.endsAt) return [];
    if (endings.of(period).length > 0) return [];
    const appearsAt = shift(effectiveAt(fact), DELIVERY_DELAY_MS);
    return finding('outcome-missing', [fact], {
      missing: {
        types: ['subscription_expired', 'trial_expired'],
        count: 1,
        sentence: 'A cancellation cut the period short, but no expiry was recorded.',
      },
      from: cut,
      until: appearsAt,
      appearsAt,
    });
  });
}
