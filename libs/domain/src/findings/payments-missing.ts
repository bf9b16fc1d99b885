import { formatInstant } from '../instant.js';
import type { Period } from '../periods.js';
import { effectiveAt } from '../register.js';
import { type Finding, finding, type Inquiry } from './finding.js';

/**
 * `consecutive_payments` counts the uninterrupted paid periods up to an event's own. A count that is higher
 * than the periods we hold in a row proves that some were never recorded.
 */
export function paymentsMissing({ periods }: Inquiry): Finding[] {
  const paid = periods.filter((period) => period.kind === 'paid');
  return paid.flatMap((period, place) => {
    const count = countOf(period);
    const evidence = period.facts.at(-1);
    if (count === undefined || evidence === undefined) return [];
    const { missing, before } = gapBefore(paid, place, count);
    if (missing <= 0) return [];
    return finding('payments-missing', [...(before?.facts.slice(-1) ?? []), evidence], {
      missing: {
        types: ['subscription_started', 'subscription_renewed', 'trial_converted'],
        count: missing,
        sentence: `${missing} payment(s) before ${formatInstant(period.startsAt)} were never recorded: the purchase says it is payment ${count} in a row.`,
      },
      ...(before === undefined ? {} : { from: before.endsAt ?? before.startsAt }),
      until: period.startsAt,
      appearsAt: effectiveAt(evidence),
    });
  });
}

/**
 * The held periods right before, back to the last one that counts itself. If that one counts less, the row goes
 * on from it; if it counts as much or more, a new row has begun since.
 */
function gapBefore(
  paid: readonly Period[],
  place: number,
  count: number,
): { readonly missing: number; readonly before: Period | undefined } {
  const before = paid[place - 1];
  for (let back = place - 1; back >= 0; back -= 1) {
    const counted = paid[back] && countOf(paid[back]);
    if (counted === undefined) continue;
    const between = place - back - 1;
    return { before, missing: (counted < count ? count - counted : count) - 1 - between };
  }
  return { before, missing: count - 1 - place };
}

const countOf = (period: Period | undefined): number | undefined =>
  period?.facts.findLast((fact) => !period.implied && fact.consecutivePayments !== undefined)
    ?.consecutivePayments;
