import type { Because } from '../because.js';
import type { ChainId, EventType, Fact } from '../fact.js';
import type { Instant } from '../instant.js';
import type { Registers } from '../registers.js';
import type { Period } from '../period.js';

/** What later events can prove of a lost one; each is explained in docs/lifecycle.md. */
export const FINDING_KINDS = [
  'payments-missing',
  'start-missing',
  'purchase-missing',
  'cancellation-missing',
  'reactivation-missing',
  'billing-issue-missing',
  'deferral-missing',
  'refund-missing',
  'outcome-missing',
  'access-disagrees',
  'access-update-missing',
  'revenue-differs',
  'unreadable-field',
  'transaction-missing',
  'store-missing',
  'end-missing',
] as const;

export type FindingKind = (typeof FINDING_KINDS)[number];

/** Findings about an event that did come: sent again, it would bring the same bytes. */
const FAULTS: readonly string[] = [
  'unreadable-field',
  'transaction-missing',
  'store-missing',
  'end-missing',
] satisfies readonly FindingKind[];

/** Events that cannot all be so; whether one is missing is not known. */
const CONTRADICTIONS: readonly string[] = [
  'access-disagrees',
  'revenue-differs',
] satisfies readonly FindingKind[];

/** What a kind of finding shows. */
export function shownBy(kind: string): 'loss' | 'contradiction' | 'fault' {
  if (FAULTS.includes(kind)) return 'fault';
  return CONTRADICTIONS.includes(kind) ? 'contradiction' : 'loss';
}

/** Evidence that a webhook, or a part of one, was lost. It disappears as soon as the missing event is recorded. */
export interface Finding {
  readonly kind: FindingKind;
  readonly chain?: ChainId;
  readonly profileId?: string;
  /** The rule by its name, and the recorded events that prove it. */
  readonly because: Because<FindingKind>;
  /** What to ask support to send again, or to import from an export. */
  readonly missing: Missing;
  /** The span in which it must have happened; open at the start if nothing bounds it. */
  readonly from?: Instant;
  readonly until: Instant;
  /** When the evidence appeared. */
  readonly appearsAt: Instant;
}

export interface Missing {
  /** Each missing event is one of these types. */
  readonly types: readonly EventType[];
  /** How many, at least. */
  readonly count: number;
  /** For a person. */
  readonly sentence: string;
}

/** What a search for evidence looks at: one chain, by the news until `at`. */
export interface Inquiry {
  readonly registers: Registers;
  readonly periods: readonly Period[];
  readonly at: Instant;
}

/** Adapty retries for 24 hours (page "Webhook integration"): what has not come by then will not come. */
export const DELIVERY_DELAY_MS = 24 * 60 * 60 * 1000;

/** A finding about a chain that `evidence` proves. */
export function finding(
  kind: FindingKind,
  evidence: readonly Fact[],
  rest: Omit<Finding, 'kind' | 'because' | 'chain'>,
): Finding {
  const chain = evidence.find((fact) => fact.chain !== undefined)?.chain;
  return {
    kind,
    ...(chain === undefined ? {} : { chain }),
    because: { rule: kind, eventIds: [...new Set(evidence.map((fact) => fact.eventId))] },
    ...rest,
  };
}
