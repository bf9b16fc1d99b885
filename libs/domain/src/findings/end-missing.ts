import { endingsAt } from '../endings.js';
import { isEventType } from '../fact.js';
import { effectiveAt, heardBy } from '../register.js';
import { type Finding, finding, type Inquiry } from './finding.js';

/**
 * The purchase of a period names no end, and neither does anything else: it gives access until later news ends it, which
 * may never come. An unreadable end is reported already. A one-time purchase and a lifetime have no end.
 */
export function endMissing({ registers, periods, at }: Inquiry): Finding[] {
  const period = periods.at(-1);
  if (period === undefined || period.endsAt !== undefined || period.implied) return [];
  if (registers.all[0]?.chain === undefined) return [];
  if (heardBy(registers.access, at).some(({ access }) => access?.isLifetime === true)) return [];
  if (endingsAt(registers, at).of(period).length > 0) return [];
  const purchase = period.facts[0];
  if (purchase === undefined || !isEventType(purchase.type)) return [];
  if (purchase.unreadable?.includes('subscription_expires_at')) return [];
  return [
    finding('end-missing', [purchase], {
      missing: {
        types: [purchase.type],
        count: 1,
        sentence: `${purchase.type} does not say when its period ends, and neither does any other event: it gives access until later news ends it.`,
      },
      from: period.startsAt,
      until: effectiveAt(purchase),
      appearsAt: effectiveAt(purchase),
    }),
  ];
}
