import { effectiveAt } from '../register.js';
import { type Finding, finding, type Inquiry } from './finding.js';

/**
 * A chain begins with a start. If its first recorded purchase is a renewal or a conversion, it began earlier; if
 * the renewal counts more than one payment, `payments-missing` says so with the number.
 */
export function startMissing({ periods }: Inquiry): Finding[] {
  const first = periods.find((period) => !period.implied);
  const purchase = first?.facts.find(
    ({ type }) => type === 'subscription_renewed' || type === 'trial_converted',
  );
  if (first === undefined || purchase === undefined || periods[0] !== first) return [];
  if (first.facts.some(({ type }) => type === 'subscription_started')) return [];
  const isConversion = purchase.type === 'trial_converted';
  if (!isConversion && (purchase.consecutivePayments ?? 1) > 1) return [];
  return [
    finding('start-missing', [purchase], {
      missing: {
        types: isConversion ? ['trial_started'] : ['subscription_started', 'trial_started'],
        count: 1,
        sentence: isConversion
          ? 'The trial that was converted was never recorded.'
          : 'The first purchase of this subscription was never recorded.',
      },
      ...(purchase.originallyPurchasedAt === undefined
        ? {}
        : { from: purchase.originallyPurchasedAt }),
      until: first.startsAt,
      appearsAt: effectiveAt(purchase),
    }),
  ];
}
