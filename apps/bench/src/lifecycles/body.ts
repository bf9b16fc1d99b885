import type { JsonObject } from '@subledger/adapty';
import { adaptyDate } from './adapty-date.js';
import { DAY_MS, ONE_TIME_PRODUCT } from './catalogue.js';
import type { Customer } from './customer.js';
import { Ids } from './ids.js';
import type { Happening, Life } from './life.js';
import { moneyOf } from './money.js';
import { surroundingsOf } from './surroundings.js';

/**
 * The body that Adapty sends for one event of a lifecycle (its page "Webhook event types and fields"), with all
 * the fields of the type.
 *
 * @param place of the event in the lifecycle.
 * @param lap another lap is the same lifecycle for another customer: only the ids differ.
 */
export function bodyOf({ customer, happenings }: Life, place: number, lap = 0): JsonObject {
  const happening = happenings[place];
  const firstMs = happenings[0]?.atMs ?? 0;
  if (happening === undefined) throw new RangeError(`There is no event ${place} in this life.`);
  const ids = new Ids(customer, lap);
  const atDate = adaptyDate(happening.atMs, (customer.number + place) % 1000);
  return {
    profile_id: ids.profile(happening.profile),
    customer_user_id: ids.customerUserId,
    event_type: happening.type,
    event_datetime: atDate,
    event_properties: {
      profile_event_id: ids.event(place),
      event_datetime: atDate,
      profile_id: ids.profile(happening.profile),
      environment: 'Production',
      ...purchaseOf(customer, happening, ids),
      ...(happening.type === 'access_level_updated' ? accessOf(happening) : {}),
      ...(happening.type === 'access_level_updated' ? {} : moneyOf(customer, happening)),
      profile_total_revenue_usd: happening.totalUsd,
      ...PAYWALL,
      cohort_name: `cohort-${customer.number % 24}`,
      profile_ip_address: `203.0.113.${customer.number % 256}`,
    },
    event_api_version: 1,
    profiles_sharing_access_level:
      happening.profile === 1
        ? [0 as const, 1 as const].map((which) => ({
            profile_id: ids.profile(which),
            customer_user_id: ids.customerUserId,
          }))
        : null,
    ...surroundingsOf(customer, ids, firstMs - DAY_MS),
  };
}

const PAYWALL = {
  promotional_offer_id: null,
  store_offer_category: null,
  store_offer_discount_type: null,
  store_offer_number_of_periods: null,
  developer_id: 'onboarding_placement',
  paywall_name: 'Onboarding, three products',
  paywall_revision: 14,
  variation_id: '9d1c5b52-7f0e-4d5b-8a51-6f0de11b7c44',
  ab_test_name: 'annual first',
  ab_test_revision: 3,
} as const;

function purchaseOf(
  { store, country, product }: Customer,
  happening: Happening,
  ids: Ids,
): JsonObject {
  const { period, reason, untilMs, hasAccess } = happening;
  const isOneTime = period.kind === 'one-time';
  const endsMs = untilMs ?? (isOneTime ? null : period.endsMs);
  return {
    store,
    store_country: country.code,
    profile_country: country.code,
    currency: country.currency,
    vendor_product_id: isOneTime ? ONE_TIME_PRODUCT.id : product.id,
    base_plan_id: store === 'play_store' && !isOneTime ? product.basePlan : null,
    transaction_id: ids.transaction(period.place),
    // A one-time purchase is a chain of its own.
    original_transaction_id: ids.transaction(isOneTime ? period.place : 0),
    purchase_date: adaptyDate(period.startsMs),
    subscription_expires_at: endsMs === null ? null : adaptyDate(endsMs),
    profile_has_access_level: hasAccess,
    ...(isOneTime
      ? {}
      : {
          consecutive_payments: period.payments,
          rate_after_first_year: false,
          trial_duration: period.kind === 'trial' ? '7 days' : null,
          cancellation_reason: reason,
        }),
  };
}

const accessOf = ({
  period,
  hasAccess,
  willRenew,
  untilMs,
  isInGracePeriod,
  reason,
}: Happening) => ({
  access_level_id: 'premium',
  is_active: hasAccess,
  expires_at: untilMs === null ? null : adaptyDate(untilMs),
  will_renew: willRenew,
  is_in_grace_period: isInGracePeriod,
  is_lifetime: false,
  is_refund: reason === 'refund',
  starts_at: null,
  activated_at: adaptyDate(period.startsMs),
  renewed_at: adaptyDate(period.startsMs),
  billing_issue_detected_at: isInGracePeriod ? adaptyDate(period.endsMs) : null,
  active_introductory_offer_type: period.kind === 'trial' ? 'free_trial' : null,
  active_promotional_offer_type: null,
  active_promotional_offer_id: null,
});
