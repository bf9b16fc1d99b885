import type { FindingAnswer } from '@subledger/queries';

/** Since when, what, of whom, and what to ask support for. */
export const findingLine = (finding: FindingAnswer): string =>
  [
    finding.appearsAt,
    finding.kind,
    finding.chain === null
      ? (finding.profileId ?? '')
      : `${finding.chain.store}/${finding.chain.originalTransactionId}`,
    finding.missing.sentence,
  ]
    .filter((part) => part !== '')
    .join('  ');
