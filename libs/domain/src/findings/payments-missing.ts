import { type Endings, endingsAt } from '../endings.js';
import type { EventType, Fact } from '../fact.js';
import { earlier, formatInstant, type Instant, shift } from '../instant.js';
import { type Period, periodOf } from '../period.js';
import { effectiveAt, heardBy } from '../register.js';
import { DELIVERY_DELAY_MS, type Finding, finding, type Inquiry } from './finding.js';

/**
 * `consecutive_payments` counts the uninterrupted paid periods up to an event's own. A count higher than the
 * number of recorded periods in a row proves that some were never recorded.
 */
export function paymentsMissing(inquiry: Inquiry): Finding[] {
  const { registers, periods, at } = inquiry;
  const endings = endingsAt(registers, at);
  const paid = periods.filter((period) => period.kind === 'paid');
  return paid.flatMap((period, place) => {
    const count = countOf(period);
    const evidence = period.facts.at(-1);
    if (count === undefined || evidence === undefined) return [];
    const { missing, before } = gapBefore(paid, place, count, { ...inquiry, endings });
    if (missing <= 0) return [];
    return finding('payments-missing', [...(before?.facts.slice(-1) ?? []), evidence], {
      missing: {
        types: [...PAYMENTS, ...(hasGap(before, period) ? REASONS_FOR_GAP : [])],
        count: missing,
        sentence: `${missing} payment(s) before ${formatInstant(period.startsAt)} were never recorded: the purchase says it is payment ${count} in a row.`,
      },
      ...(before === undefined ? {} : { from: endOf(before, period, endings) }),
      until: period.startsAt,
      appearsAt: effectiveAt(evidence),
    });
  });
}

/** When a period was over: news may have ended it before its date, or the next one, if that news was lost too. */
function endOf(period: Period, next: Period, endings: Endings): Instant {
  const named = period.endsAt ?? period.startsAt;
  const end = endings.of(period).map(effectiveAt).reduce(earlier, named);
  return end < next.startsAt ? end : period.startsAt;
}

interface InquiryOfRows extends Inquiry {
  readonly endings: Endings;
}

/**
 * The recorded periods right before, back to the last one that has a count itself. If that count is lower, the row
 * continues from it; if it is as high or higher, or the row was interrupted, a new row has begun since.
 */
function gapBefore(
  paid: readonly Period[],
  place: number,
  count: number,
  inquiry: InquiryOfRows,
): { readonly missing: number; readonly before: Period | undefined } {
  const before = paid[place - 1];
  for (let back = place - 1; back >= 0; back -= 1) {
    const between = place - back - 1;
    if (isInterrupted(paid[back], paid[back + 1], inquiry))
      return { before, missing: count - 1 - between };
    const counted = paid[back] && countOf(paid[back]);
    if (counted === undefined) continue;
    return { before, missing: (counted < count ? count - counted : count) - 1 - between };
  }
  return { before, missing: count - 1 - place };
}

/** A row ends with an expiry or a refund, or with a gap that neither a failed charge nor a pause explains. */
function isInterrupted(
  before: Period | undefined,
  next: Period | undefined,
  { registers, periods, endings, at }: InquiryOfRows,
): boolean {
  if (before?.endsAt === undefined || next === undefined) return false;
  const until = earlier(at, next.startsAt);
  if (endings.of(before).some((fact) => effectiveAt(fact) <= until)) return true;
  if (!hasGap(before, next)) return false;
  return !heardBy(registers.all, at).some(
    (fact) => isReasonForGap(fact) && periodOf(periods, fact) === before,
  );
}

const hasGap = (before: Period | undefined, next: Period): boolean =>
  before?.endsAt !== undefined &&
  next.startsAt > before.endsAt &&
  next.startsAt > shift(before.endsAt, DELIVERY_DELAY_MS);

const PAYMENTS: readonly EventType[] = [
  'subscription_started',
  'subscription_renewed',
  'trial_converted',
];

const REASONS_FOR_GAP: readonly EventType[] = [
  'billing_issue_detected',
  'entered_grace_period',
  'subscription_paused',
  'subscription_deferred',
];

const isReasonForGap = ({ type }: Fact): boolean => REASONS_FOR_GAP.some((one) => one === type);

const countOf = (period: Period | undefined): number | undefined =>
  period?.facts.findLast((fact) => !period.implied && fact.consecutivePayments !== undefined)
    ?.consecutivePayments;
