import {
  type Because,
  type Finding,
  type FindingKind,
  formatInstant,
  formatInstantOrNull,
} from '@subledger/domain';

/** Evidence of a lost webhook, as answers show it. */
export interface FindingAnswer {
  readonly kind: FindingKind;
  readonly environment: string;
  readonly chain: { readonly store: string; readonly originalTransactionId: string } | null;
  readonly profileId: string | null;
  readonly because: Because;
  readonly missing: {
    readonly types: readonly string[];
    readonly count: number;
    readonly sentence: string;
  };
  /** The missing event happened between these; `from` is null if nothing bounds it. */
  readonly from: string | null;
  readonly until: string;
  /** When the evidence appeared. */
  readonly appearsAt: string;
}

export const findingAnswer = (environment: string, finding: Finding): FindingAnswer => ({
  kind: finding.kind,
  environment,
  chain: finding.chain ?? null,
  profileId: finding.profileId ?? null,
  because: finding.because,
  missing: finding.missing,
  from: formatInstantOrNull(finding.from),
  until: formatInstant(finding.until),
  appearsAt: formatInstant(finding.appearsAt),
});
