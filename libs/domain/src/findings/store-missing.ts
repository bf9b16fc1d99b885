import { isEventType, UNKNOWN_STORE } from '../fact.js';
import { effectiveAt, heardBy } from '../register.js';
import { type Finding, finding, type Inquiry } from './finding.js';

/**
 * An event that names a transaction but no store reaches no store's chain: what it was to end goes on. If its purchase
 * names no store either, the two belong together, and nothing is wrong.
 */
export function storeMissing({ registers, periods, at }: Inquiry): Finding[] {
  if (registers.all[0]?.chain?.store !== UNKNOWN_STORE) return [];
  if (periods.some(({ implied }) => !implied)) return [];
  const news = heardBy(registers.all, at);
  if (news.some(({ type }) => type === 'non_subscription_purchase')) return [];
  return news.flatMap((fact) => {
    const { type } = fact;
    if (!isEventType(type)) return [];
    return finding('store-missing', [fact], {
      missing: {
        types: [type],
        count: 1,
        sentence: `${type} names a transaction but no store, so it counts for no store's subscription or purchase.`,
      },
      until: effectiveAt(fact),
      appearsAt: effectiveAt(fact),
    });
  });
}
