import type { Fact } from '../fact.js';
import { shift } from '../instant.js';
import { anchorOf } from '../period.js';
import { effectiveAt, heardBy } from '../register.js';
import { DELIVERY_DELAY_MS, type Finding, finding, type Inquiry } from './finding.js';

/** A grace period follows a failed charge: one without the other proves that the news of the failure was lost. */
export function billingIssueMissing({ registers, periods, at }: Inquiry): Finding[] {
  const charges = heardBy(registers.billing, at);
  const graces = [...charges, ...heardBy(registers.access, at)].filter(speaksOfGrace);
  if (graces.length === 0) return [];
  const failed = charges.filter((fact) => fact.type === 'billing_issue_detected');
  const byPeriod = Map.groupBy(graces, (fact) => anchorOf(periods, fact));
  return [...byPeriod].flatMap(([anchor, facts]) => {
    const evidence = facts.find((fact) => fact.type === 'entered_grace_period') ?? facts[0];
    if (evidence === undefined || failed.some((fact) => anchorOf(periods, fact) === anchor))
      return [];
    const isProof = evidence.type === 'entered_grace_period';
    const appearsAt = isProof
      ? effectiveAt(evidence)
      : shift(effectiveAt(evidence), DELIVERY_DELAY_MS);
    return finding('billing-issue-missing', [evidence], {
      missing: {
        types: isProof
          ? ['billing_issue_detected']
          : ['billing_issue_detected', 'entered_grace_period'],
        count: 1,
        sentence: 'A grace period began, but the failed charge before it was never recorded.',
      },
      ...(anchor === null ? {} : { from: anchor }),
      until: effectiveAt(evidence),
      appearsAt,
    });
  });
}

/** The event itself, or an access update that was computed during a grace period. */
const speaksOfGrace = (fact: Fact): boolean =>
  fact.type === 'entered_grace_period' ||
  (fact.access?.isActive === true && fact.access.isInGracePeriod === true);
