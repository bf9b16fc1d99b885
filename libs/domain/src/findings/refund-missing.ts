import { shift } from '../instant.js';
import { endingsAt } from '../endings.js';
import { effectiveAt } from '../register.js';
import { DELIVERY_DELAY_MS, type Finding, finding, type Inquiry } from './finding.js';

/**
 * A store takes a paid period back before it sells another one of the same chain: a period that was bought during
 * another proves that the first was refunded or ended.
 */
export function refundMissing(inquiry: Inquiry): Finding[] {
  const { registers, periods, at } = inquiry;
  const endings = endingsAt(registers, at);
  return periods.flatMap((period, place) => {
    const before = periods[place - 1];
    const purchase = period.facts[0];
    if (before?.endsAt === undefined || purchase === undefined || period.implied) return [];
    if (before.kind === 'trial' || period.startsAt >= before.endsAt) return [];
    if (endings.of(before).length > 0) return [];
    const appearsAt = shift(effectiveAt(purchase), DELIVERY_DELAY_MS);
    return finding('refund-missing', [...before.facts.slice(0, 1), purchase], {
      missing: {
        types: ['subscription_refunded', 'subscription_expired'],
        count: 1,
        sentence:
          'The subscription was bought again while a paid period was still running, but no end of that period was recorded.',
      },
      from: before.startsAt,
      until: period.startsAt,
      appearsAt,
    });
  });
}
