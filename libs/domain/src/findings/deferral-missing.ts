import { later } from '../instant.js';
import { effectiveAt } from '../register.js';
import { tellsRenewal } from '../told-end.js';
import { type Finding, finding, type Inquiry } from './finding.js';

/**
 * News about auto-renewal carries the period's end: if that is later than the purchase and the recorded deferrals say,
 * a deferral was lost.
 */
export function deferralMissing({ periods }: Inquiry): Finding[] {
  return periods.flatMap((period) => {
    const ends = period.facts.flatMap((fact) =>
      fact.expiresAt === undefined || tellsRenewal(fact) ? [] : fact.expiresAt,
    );
    if (period.implied || ends.length === 0) return [];
    const last = ends.reduce(later);
    const proof = period.facts.find((fact) => tellsRenewal(fact) && (fact.expiresAt ?? '') > last);
    if (proof === undefined) return [];
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
