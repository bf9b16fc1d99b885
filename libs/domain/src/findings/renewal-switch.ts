import {
  isCancellation,
  isEnding,
  isExpiry,
  isOfTrial,
  isReactivation,
  kindOf,
} from '../event-kinds.js';
import type { Fact } from '../fact.js';
import { later } from '../instant.js';
import { anchorOf, type Period } from '../period.js';
import { compareFacts, effectiveAt, heardBy } from '../register.js';
import { type Finding, finding, type Inquiry } from './finding.js';

/** Off or on, by what the news itself says; undefined if it does not say. */
function switchOf(fact: Fact): 'off' | 'on' | undefined {
  if (fact.type === 'access_level_updated') {
    if (fact.access?.isActive !== true || fact.access.willRenew === undefined) return undefined;
    return fact.access.willRenew ? 'on' : 'off';
  }
  if (isCancellation(fact) || kindOf(fact) === 'pause') return 'off';
  return isReactivation(fact) ? 'on' : undefined;
}

/**
 * Switching auto-renewal on again proves that it was off, and an expiry that calls itself voluntary proves that
 * somebody cancelled: if no news of the period says so, a cancellation was lost. A change of product for the next
 * renewal is reported only by an access update, so if the sender has those switched off, an expiry proves nothing.
 */
export function cancellationMissing({ registers, periods, at }: Inquiry): Finding[] {
  const news = heardBy(registers.autoRenewal, at);
  const hasAccessUpdates = heardBy(registers.access, at).length > 0;
  const proofs = news.filter(
    (fact) => isReactivation(fact) || (hasAccessUpdates && isGivenUp(fact)),
  );
  return proofs.flatMap((proof) => {
    const anchor = anchorOf(periods, proof);
    const others = news.filter(
      (fact) =>
        fact !== proof &&
        anchorOf(periods, fact) === anchor &&
        (effectiveAt(fact) <= effectiveAt(proof) || isCancellationOf(proof, fact)),
    );
    const lastOn = others.findLast((fact) => isReactivation(fact) && compareFacts(fact, proof) < 0);
    const since = others.filter((fact) => lastOn === undefined || compareFacts(fact, lastOn) > 0);
    if (since.some((fact) => switchOf(fact) === 'off')) return [];
    const from = lastOn === undefined ? anchor : effectiveAt(lastOn);
    return finding('cancellation-missing', [proof], {
      missing: {
        types: [
          isOfTrial(proof) ? 'trial_renewal_cancelled' : 'subscription_renewal_cancelled',
          ...(isGivenUp(proof) ? (['access_level_updated'] as const) : []),
        ],
        count: 1,
        sentence: 'Auto-renewal had been switched off, but that was never recorded.',
      },
      ...(from === null ? {} : { from }),
      until: effectiveAt(proof),
      appearsAt: effectiveAt(proof),
    });
  });
}

/** Nobody cancels what has expired: a cancellation dated after a voluntary expiry is the one behind that expiry. */
const isCancellationOf = (proof: Fact, fact: Fact): boolean =>
  isGivenUp(proof) && isCancellation(fact);

const isGivenUp = (fact: Fact): boolean =>
  isExpiry(fact) && fact.cancellationReason === 'voluntarily_cancelled';

const isSwitch = (fact: Fact): boolean => switchOf(fact) !== undefined;

/** The last of the news that switched it. An access update that says "off" behind a cancellation only repeats that. */
function lastOf(switches: readonly Fact[]): Fact | undefined {
  const repeats = (fact: Fact): boolean =>
    fact.type === 'access_level_updated' && switchOf(fact) === 'off';
  const other = switches.findLast((fact) => !repeats(fact));
  return other !== undefined && isCancellation(other) ? other : switches.at(-1);
}

/** A period that follows a cancelled one without a gap proves that renewal was switched on again. */
export function reactivationMissing({ registers, periods, at }: Inquiry): Finding[] {
  const news = heardBy(registers.autoRenewal, at);
  if (!news.some(isCancellation)) return [];
  const switches = news.filter(isSwitch);
  const ended = heardBy(registers.endings, at);
  return periods.flatMap((period, place) => {
    const before = periods[place - 1];
    const renewal = period.facts.find(provesRenewal);
    if (before?.endsAt === undefined || renewal === undefined) return [];
    if (period.startsAt > before.endsAt) return [];
    const off = lastOf(switches.filter((fact) => anchorOf(periods, fact) === before.startsAt));
    if (off === undefined || !isCancellation(off)) return [];
    if (ended.some((fact) => isEndingOf(periods, before, fact))) return [];
    return finding('reactivation-missing', [off, renewal], {
      missing: {
        types:
          before.kind === 'trial'
            ? ['trial_renewal_reactivated']
            : ['subscription_renewal_reactivated'],
        count: 1,
        sentence: 'A cancelled period was renewed without a gap, but no reactivation was recorded.',
      },
      from: effectiveAt(off),
      // A charge that succeeds after all may be dated back to before the cancellation.
      until: later(period.startsAt, effectiveAt(renewal)),
      appearsAt: effectiveAt(renewal),
    });
  });
}

/** A store charges only what is due to renew: a failed charge of a cancelled period proves the same. */
export function reactivationBeforeCharge({ registers, periods, at }: Inquiry): Finding[] {
  const switches = heardBy(registers.autoRenewal, at).filter(isSwitch);
  return heardBy(registers.billing, at).flatMap((charge) => {
    if (charge.type !== 'billing_issue_detected') return [];
    const anchor = anchorOf(periods, charge);
    const off = lastOf(
      switches.filter(
        (fact) => effectiveAt(fact) < effectiveAt(charge) && anchorOf(periods, fact) === anchor,
      ),
    );
    if (off === undefined || !isCancellation(off)) return [];
    return finding('reactivation-missing', [off, charge], {
      missing: {
        types: isOfTrial(off)
          ? ['trial_renewal_reactivated']
          : ['subscription_renewal_reactivated'],
        count: 1,
        sentence: 'A cancelled period was charged for, but no reactivation was recorded.',
      },
      from: effectiveAt(off),
      until: effectiveAt(charge),
      appearsAt: effectiveAt(charge),
    });
  });
}

/** A renewal that continues the count of payments, or the charge at the end of a trial. */
const provesRenewal = (fact: Fact): boolean =>
  fact.type === 'trial_converted' ||
  (fact.type === 'subscription_renewed' && (fact.consecutivePayments ?? 1) > 1);

const isEndingOf = (periods: readonly Period[], period: Period, fact: Fact): boolean =>
  isEnding(fact) && anchorOf(periods, fact) === period.startsAt;
