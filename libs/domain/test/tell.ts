import { type Micros, toBodyDate } from './micros.js';
import type { OneTime, StorePeriod, StoreState } from './store-state.js';

/** Money fields of a charge of so many cents; `sign` is what senders disagree about on refunds. */
export const money = (cents: number, sign: 1 | -1 = 1): Record<string, unknown> => ({
  price_usd: (sign * cents) / 100,
  price_local: (sign * cents) / 100,
  proceeds_usd: (sign * cents * 85) / 10_000,
  net_revenue_usd: (sign * cents * 85) / 10_000,
  tax_amount_usd: 0,
});

/** Tells of a subscription: `more` replaces or adds fields of the body. */
export function tell(
  state: StoreState,
  type: string,
  at: Micros,
  more: Record<string, unknown> = {},
  rest: { period?: StorePeriod; knownFrom?: Micros; cents?: number } = {},
): void {
  const period = rest.period ?? state.period;
  state.drafts.push({
    type,
    at,
    knownFrom: rest.knownFrom ?? at,
    profile: state.holder,
    sharing: state.sharer === null ? [] : [state.sharer],
    store: state.line.store,
    properties: {
      ...transaction(state, period),
      purchase_date: toBodyDate(period.start),
      original_purchase_date: toBodyDate(state.chain.periods[0]?.start ?? period.start),
      subscription_expires_at: toBodyDate(period.end),
      ...more,
    },
    ...(rest.cents === undefined ? {} : { moved: { profile: period.buyer, cents: rest.cents } }),
  });
}

/** What an access update says, where it differs from "active until the period's end". */
export interface AccessWords {
  readonly active?: boolean;
  readonly until?: Micros;
  readonly willRenew?: boolean;
  readonly inGrace?: boolean;
  readonly refund?: boolean;
  readonly knownFrom?: Micros;
  readonly period?: StorePeriod;
}

/** Access updates for all who hold the level: listed in one, or one for each; a loss always for each. */
export function tellAccess(state: StoreState, at: Micros, words: AccessWords = {}): void {
  const holders = [state.holder, ...(state.sharer === null ? [] : [state.sharer])];
  const isListed = state.plan.sharing === 'listed' && (words.active ?? true);
  for (const profile of isListed ? [state.holder] : holders)
    tellAccessOf(state, profile, at, words);
}

/** One profile's access update, with the others that share the level in its list. */
export function tellAccessOf(
  state: StoreState,
  profile: number,
  at: Micros,
  words: AccessWords,
): void {
  if (!state.plan.accessUpdates) return;
  const period = words.period ?? state.period;
  const isActive = words.active ?? true;
  const until = toBodyDate(words.until ?? period.end);
  const holders = [state.holder, ...(state.sharer === null ? [] : [state.sharer])];
  state.drafts.push({
    type: 'access_level_updated',
    at,
    knownFrom: words.knownFrom ?? at,
    profile,
    sharing: holders.filter((holder) => holder !== profile),
    store: state.line.store,
    properties: {
      ...transaction(state, period),
      ...(state.plan.datedUpdates
        ? { purchase_date: toBodyDate(period.start), starts_at: toBodyDate(period.start) }
        : {}),
      access_level_id: state.line.level,
      is_active: isActive,
      profile_has_access_level: isActive,
      expires_at: until,
      subscription_expires_at: until,
      will_renew: words.willRenew ?? (isActive && state.autoRenewal === 'on'),
      is_lifetime: false,
      is_refund: words.refund ?? false,
      is_in_grace_period: words.inGrace ?? false,
    },
  });
}

const transaction = (state: StoreState, period: StorePeriod): Record<string, unknown> => ({
  vendor_product_id: period.product.id,
  original_transaction_id: state.chain.originalTransactionId,
  transaction_id: period.transactionId,
});

/** Tells of a one-time purchase or its refund, and of the lifetime access that it gives or takes. */
export function tellOneTime(state: StoreState, one: OneTime, at: Micros, refund: boolean): void {
  const properties = {
    vendor_product_id: one.product.id,
    original_transaction_id: one.transactionId,
    transaction_id: one.transactionId,
  };
  const draft = { at, knownFrom: at, profile: one.buyer, sharing: [], store: state.line.store };
  state.drafts.push({
    ...draft,
    type: refund ? 'non_subscription_purchase_refunded' : 'non_subscription_purchase',
    properties: {
      ...properties,
      ...money(one.product.cents),
      purchase_date: toBodyDate(one.at),
      subscription_expires_at: null,
      ...(refund ? { cancellation_reason: 'refund' } : {}),
    },
    moved: { profile: one.buyer, cents: refund ? -one.product.cents : one.product.cents },
  });
  if (!one.lifetime || !state.plan.accessUpdates) return;
  state.drafts.push({
    ...draft,
    type: 'access_level_updated',
    properties: {
      ...properties,
      access_level_id: state.line.level,
      is_active: !refund,
      profile_has_access_level: !refund,
      expires_at: refund ? toBodyDate(at) : null,
      will_renew: false,
      is_lifetime: !refund,
      is_refund: refund,
      is_in_grace_period: false,
    },
  });
}
