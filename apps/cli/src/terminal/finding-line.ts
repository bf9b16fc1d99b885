import type { FindingAnswer } from '@subledger/queries';
import { told } from './told.js';

/** Since when, what, of whom, and what to ask support for. */
export const findingLine = (finding: FindingAnswer): string =>
  [finding.appearsAt, finding.kind, ...whomOf(finding), finding.missing.sentence].join('  ');

function whomOf({ chain, profileId }: FindingAnswer): readonly string[] {
  if (chain !== null) return [`${chain.store}/${chain.originalTransactionId}`];
  return told('profile', profileId);
}
