import type {
  AccessLevel,
  AdaptyWord,
  Answer,
  AutoRenewal,
  Because,
  HeldSubscription,
  Instant,
  Position,
  Purchase,
  SubscriptionStatus,
} from '@subledger/domain';
import { formatInstant, formatInstantOrNull, revenueUsd } from '@subledger/domain';
import { findingAnswer, type FindingAnswer } from './finding-answer.js';
import type { Reach } from './read-side.js';

export interface AccessLevelAnswer {
  readonly active: boolean;
  /** When it begins, if that is still to come; otherwise null. */
  readonly startsAt: string | null;
  /** When it ends, unless something happens earlier; null if it never does, or if it was never granted. */
  readonly expiresAt: string | null;
  readonly willRenew: boolean;
  readonly isLifetime: boolean;
  readonly inGracePeriod: boolean;
  readonly basis: 'access_update' | 'subscription' | 'none';
  readonly because: Because;
}

export interface SubscriptionAnswer {
  readonly store: string;
  readonly originalTransactionId: string;
  readonly productId: string | null;
  readonly status: SubscriptionStatus;
  readonly statusBasis: 'event' | 'clock';
  readonly autoRenew: AutoRenewal['state'] | null;
  readonly givesAccess: boolean;
  readonly currentPeriodStartsAt: string;
  readonly currentPeriodEndsAt: string | null;
  readonly billingIssueDetectedAt: string | null;
  readonly gracePeriodEndsAt: string | null;
  readonly endReason: string | null;
  readonly endedAt: string | null;
  /** The profiles that it gives access to: after a transfer, not the buyer's. */
  readonly heldBy: readonly string[];
  /** The last documented flow that it went through; null while that is undecided, and if it is none of them. */
  readonly flow: string | null;
  readonly flowMayBecome: readonly string[];
  /** What happened that is in no documented flow. */
  readonly deviation: string | null;
  readonly because: Because;
}

export interface PurchaseAnswer {
  readonly transactionId: string;
  readonly productId: string | null;
  readonly store: string | null;
  readonly state: 'owned' | 'refunded';
  readonly purchasedAt: string;
  readonly refundedAt: string | null;
  readonly because: Because;
}

/** The answer about a customer or a profile. Instants as `2026-01-01T00:00:00Z`, money as decimal strings. */
export interface StatusAnswer {
  readonly environment: string;
  readonly at: string;
  /** Based only on what had been recorded by then; null: on everything. */
  readonly knownAt: string | null;
  readonly position: Position | null;
  readonly lag: number | null;
  readonly profiles: readonly string[];
  readonly state: AdaptyWord;
  readonly accessLevels: Readonly<Record<string, AccessLevelAnswer>>;
  readonly subscriptions: readonly SubscriptionAnswer[];
  readonly purchases: readonly PurchaseAnswer[];
  readonly revenue: { readonly usd: string };
  /** Evidence of lost webhooks. */
  readonly findings: readonly FindingAnswer[];
}

export interface AnswerContext {
  readonly environment: string;
  readonly at: Instant;
  readonly knownAt: Instant | null;
  readonly profiles: readonly string[];
  readonly reach: Reach;
}

export const statusAnswer = (context: AnswerContext, answer: Answer): StatusAnswer => ({
  environment: context.environment,
  at: formatInstant(context.at),
  knownAt: formatInstantOrNull(context.knownAt),
  ...context.reach,
  profiles: context.profiles,
  state: answer.state,
  accessLevels: Object.fromEntries(
    [...answer.accessLevels].map(([level, of]) => [level, accessLevelAnswer(of)]),
  ),
  subscriptions: answer.subscriptions.map(subscriptionAnswer),
  purchases: answer.purchases.map(purchaseAnswer),
  revenue: { usd: revenueUsd(answer.money) },
  findings: answer.findings.map((finding) => findingAnswer(context.environment, finding)),
});

/** The answer for a level that nobody ever granted. */
export const NO_ACCESS: AccessLevelAnswer = {
  active: false,
  startsAt: null,
  expiresAt: null,
  willRenew: false,
  isLifetime: false,
  inGracePeriod: false,
  basis: 'none',
  because: { rule: 'nothing-grants-it', eventIds: [] },
};

export const accessLevelAnswer = (level: AccessLevel): AccessLevelAnswer => ({
  active: level.active,
  startsAt: formatInstantOrNull(level.startsAt),
  expiresAt: formatInstantOrNull(level.expiresAt),
  willRenew: level.willRenew,
  isLifetime: level.isLifetime,
  inGracePeriod: level.inGracePeriod,
  basis: level.basis,
  because: level.because,
});

const subscriptionAnswer = (held: HeldSubscription): SubscriptionAnswer => ({
  store: held.chain.store,
  originalTransactionId: held.chain.originalTransactionId,
  productId: held.current.productId ?? null,
  status: held.status,
  statusBasis: held.statusBasis,
  autoRenew: held.autoRenewal?.state ?? null,
  givesAccess: held.givesAccess,
  currentPeriodStartsAt: formatInstant(held.current.startsAt),
  currentPeriodEndsAt: formatInstantOrNull(held.current.endsAt),
  billingIssueDetectedAt: formatInstantOrNull(held.billingIssue?.detectedAt),
  gracePeriodEndsAt: formatInstantOrNull(held.billingIssue?.graceEndsAt),
  endReason: held.endReason ?? null,
  endedAt: formatInstantOrNull(held.endedAt),
  heldBy: held.heldBy,
  flow: held.flowName.flow,
  flowMayBecome: held.flowName.mayBecome,
  deviation: held.flowName.deviation,
  because: held.because,
});

const purchaseAnswer = (purchase: Purchase): PurchaseAnswer => ({
  transactionId: purchase.transactionId,
  productId: purchase.productId ?? null,
  store: purchase.store ?? null,
  state: purchase.state,
  purchasedAt: formatInstant(purchase.purchasedAt),
  refundedAt: formatInstantOrNull(purchase.refundedAt),
  because: purchase.because,
});
