import { isCancellation, isReactivation, kindOf } from '../event-kinds.js';
import type { Fact } from '../fact.js';
import { periodOf } from '../periods.js';
import { effectiveAt, heardBy } from '../register.js';
import { type Finding, finding, type Inquiry } from './finding.js';

/** News about auto-renewal carries the period's end: if that is later than the one recorded, a deferral was lost. */
export function deferralMissing({ registers, periods, at }: Inquiry): Finding[] {
  const news = heardBy(registers.autoRenewal, at).filter(tellsEnd);
  if (news.length === 0) return [];
  const byPeriod = Map.groupBy(news, (fact) => periodOf(periods, fact));
  return [...byPeriod].flatMap(([period, facts]) => {
    const { endsAt } = period ?? {};
    const proof = facts.find((fact) => endsAt !== undefined && (fact.expiresAt ?? '') > endsAt);
    if (period === undefined || period.implied || proof === undefined) return [];
    return finding('deferral-missing', [proof], {
      missing: {
        types: ['subscription_deferred'],
        count: 1,
        sentence: 'The period ends later than its purchase said, but no deferral was recorded.',
      },
      from: period.startsAt,
      until: effectiveAt(proof),
      appearsAt: effectiveAt(proof),
    });
  });
}

const tellsEnd = (fact: Fact): boolean =>
  isCancellation(fact) || isReactivation(fact) || kindOf(fact) === 'pause';
