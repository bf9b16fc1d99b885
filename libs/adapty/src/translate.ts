import type { Environment, EventType, Fact, Instant } from '@subledger/domain';
import { readAccess } from './access.js';
import { readChain } from './chain.js';
import { type Envelope, openEnvelope, readEventName, readField } from './envelope.js';
import { type EventNames, readEventType } from './event-type.js';
import { readCode } from './fields/code.js';
import { readCount } from './fields/count.js';
import { readDecimal } from './fields/decimal.js';
import { readId } from './fields/id.js';
import { readInstant } from './fields/instant.js';
import { said, type WithUnsaid } from './fields/said.js';
import { readText } from './fields/text.js';
import { readHolders } from './holders.js';
import type { JsonObject } from './json.js';
import { readMoney } from './money.js';

/**
 * Raised with every change in what a body is taken to mean, here or in the domain's rules about stored rows: a
 * read model that was built by another version should be rebuilt.
 */
export const TRANSLATION_VERSION = 7;

/** A recorded delivery: its body, and what recording added. */
export interface RecordedDelivery {
  readonly eventId: string;
  readonly environment: Environment;
  readonly recordedAt: Instant;
  readonly body: JsonObject;
}

/** Which event, whose, and about which transaction: this much even an event with an unknown name says. */
function readIdentity(
  delivery: RecordedDelivery,
  envelope: Envelope,
  names: EventNames,
): WithUnsaid<Fact> & { readonly type: EventType | 'unrecognised' } {
  const { eventId, environment, recordedAt } = delivery;
  const name = readEventName(envelope) ?? '';
  return {
    eventId,
    environment,
    type: readEventType(name, names) ?? 'unrecognised',
    name,
    occurredAt: readField(envelope, 'event_datetime', readInstant) ?? recordedAt,
    recordedAt,
    ...readHolders(envelope),
    chain: readChain(envelope),
    transactionId: readField(envelope, 'transaction_id', readId),
  };
}

function readPurchase(identity: WithUnsaid<Fact>, type: EventType, envelope: Envelope): Fact {
  return said<Fact>({
    ...identity,
    productId: readField(envelope, 'vendor_product_id', readId),
    basePlanId: readField(envelope, 'base_plan_id', readId),
    purchasedAt: readField(envelope, 'purchase_date', readInstant),
    originallyPurchasedAt: readField(envelope, 'original_purchase_date', readInstant),
    expiresAt: readField(envelope, 'subscription_expires_at', readInstant),
    cancellationReason: readField(envelope, 'cancellation_reason', readText),
    offerCategory: readField(envelope, 'store_offer_category', readText),
    offerDiscountType: readField(envelope, 'store_offer_discount_type', readText),
    consecutivePayments: readField(envelope, 'consecutive_payments', readCount),
    profileTotalRevenueUsd: readField(envelope, 'profile_total_revenue_usd', readDecimal),
    country:
      readField(envelope, 'store_country', readCode) ??
      readField(envelope, 'profile_country', readCode),
    money: readMoney(envelope),
    access: type === 'access_level_updated' ? readAccess(envelope) : undefined,
  });
}

/**
 * A recorded body → what it says in the domain's terms, and nothing that it does not say. Never throws: what is
 * absent, null, empty or unreadable is left out, and what is unreadable is listed. Field names are those of
 * Adapty's page "Webhook event types and fields".
 */
export function translate(delivery: RecordedDelivery, names: EventNames): Fact {
  const envelope = openEnvelope(delivery.body);
  const identity = readIdentity(delivery, envelope, names);
  const fact =
    identity.type === 'unrecognised'
      ? said<Fact>(identity)
      : readPurchase(identity, identity.type, envelope);
  const { unreadable } = envelope;
  return unreadable.length === 0 ? fact : { ...fact, unreadable };
}
