import type { Instant } from './instant.js';
import type { Position } from './position.js';

/** Production and sandbox never meet in a key, a stream or an answer. */
export type Environment = 'production' | 'sandbox';

export const ENVIRONMENTS: readonly Environment[] = ['production', 'sandbox'];

/** The twenty names of Adapty's page "Webhook event types and fields". */
export const EVENT_TYPES = [
  'subscription_started',
  'subscription_renewed',
  'subscription_renewal_cancelled',
  'subscription_renewal_reactivated',
  'subscription_expired',
  'subscription_paused',
  'subscription_deferred',
  'subscription_refunded',
  'trial_started',
  'trial_converted',
  'trial_renewal_cancelled',
  'trial_renewal_reactivated',
  'trial_expired',
  'entered_grace_period',
  'billing_issue_detected',
  'non_subscription_purchase',
  'non_subscription_purchase_refunded',
  'access_level_updated',
  'trial_active',
  'subscription_active',
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

export const isEventType = (type: FactType): type is EventType =>
  (EVENT_TYPES as readonly FactType[]).includes(type);

/** What a person recorded by hand: a retraction withdraws an event, an annotation changes nothing. */
type ManualType = 'retraction' | 'annotation';

/** `unrecognised` until the event's name is mapped; such a fact speaks of identity only. */
export type FactType = EventType | 'unrecognised' | ManualType;

/** A profile with a claim on a chain or an access level, and its customer if one was named. */
export interface Holder {
  readonly profileId: string;
  readonly customerUserId?: string;
}

/** One store's line of transactions, from the first purchase through every renewal. */
export interface ChainId {
  readonly store: string;
  readonly originalTransactionId: string;
}

/** The store of events that name a transaction but no store: they belong together, and to no store's chain. */
export const UNKNOWN_STORE = 'unknown';

/** Amounts as decimal strings, unsigned or signed as the sender wrote them. */
export interface Amounts {
  readonly price?: string;
  readonly proceeds?: string;
  readonly net?: string;
  readonly tax?: string;
}

export interface Money {
  readonly usd?: Amounts;
  readonly local?: Amounts;
  /** ISO 4217 code of `local`. */
  readonly currency?: string;
}

/** What an `access_level_updated` says of one access level. */
export interface AccessStatement {
  readonly levelId: string;
  readonly isActive: boolean;
  readonly expiresAt?: Instant;
  readonly startsAt?: Instant;
  readonly willRenew?: boolean;
  readonly isLifetime?: boolean;
  readonly isInGracePeriod?: boolean;
  readonly isRefund?: boolean;
  readonly billingIssueDetectedAt?: Instant;
}

/** Who recorded a fact by hand, and why. */
export interface Note {
  readonly by: string;
  readonly text: string;
  /** The event that an annotation is about. */
  readonly about?: string;
}

/**
 * One recorded event in the domain's terms: what it says, and nothing that it does not say.
 * A property that is absent was absent, null, empty or unreadable in the body, and erases nothing.
 */
export interface Fact {
  readonly eventId: string;
  readonly environment: Environment;
  readonly type: FactType;
  /** The event's name as it came. */
  readonly name: string;
  /** Business time, as the sender states it; the receipt time where it states none. */
  readonly occurredAt: Instant;
  /** When the ledger recorded it. */
  readonly recordedAt: Instant;
  /** Its place in the log. No rule uses it: it is for reading in order. */
  readonly position?: Position;
  /**
   * For a delivery with another event's identity and a different body: that event. Such a fact is shown, but does
   * not count.
   */
  readonly conflictsWith?: string;
  readonly profileId?: string;
  readonly customerUserId?: string;
  readonly sharedWith?: readonly Holder[];
  readonly chain?: ChainId;
  readonly transactionId?: string;
  readonly productId?: string;
  readonly basePlanId?: string;
  readonly purchasedAt?: Instant;
  readonly originallyPurchasedAt?: Instant;
  /** The period's end on purchases; elsewhere the cancellation date or the grace period's end. */
  readonly expiresAt?: Instant;
  readonly cancellationReason?: string;
  readonly offerCategory?: string;
  readonly offerDiscountType?: string;
  readonly consecutivePayments?: number;
  readonly profileTotalRevenueUsd?: string;
  /** ISO 3166 code: the store's country, else the profile's. */
  readonly country?: string;
  readonly money?: Money;
  readonly access?: AccessStatement;
  /** The sender's names of the fields that were present in the body but could not be read. */
  readonly unreadable?: readonly string[];
  /** A row of an export that was loaded afterwards; absent for a webhook, and for what a person recorded. */
  readonly source?: 'export';
  /** The event that no longer counts because a person recorded this one in its place. */
  readonly supersedes?: string;
  readonly note?: Note;
  /** For what a person recorded: its stream, which is that of the event it is about. */
  readonly stream?: string;
}

/** The transaction that a fact is of. What names none is one of its own: nothing else can be told to be about it. */
export const transactionOf = (fact: Fact): string => fact.transactionId ?? fact.eventId;

/** Whether a fact counts: one that contradicts an earlier recorded event does not. */
export const isBelieved = (fact: Fact): boolean => fact.conflictsWith === undefined;
