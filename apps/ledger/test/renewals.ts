import { createHash } from 'node:crypto';
import { sumDecimals } from '@subledger/domain';

/** Whole days, so that a chain's periods join. */
const FIRST_DAY_MS = Date.UTC(2020, 0, 1);
const DAY_MS = 86_400_000;
export const CUSTOMERS = 40;
const PRICE_USD = '1.01';

const dayOf = (number: number): string => new Date(FIRST_DAY_MS + number * DAY_MS).toISOString();
const uuidOf = (text: string): string => {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

export const customerOf = (number: number): string => `customer-${number % CUSTOMERS}`;

/**
 * The renewal with this number: the customers take turns, and each of them pays 1.01 for a day.
 *
 * @param suffix tells these customers from those of another series.
 */
export function renewal(number: number, suffix = ''): string {
  const [customer, day] = [`${customerOf(number)}${suffix}`, Math.floor(number / CUSTOMERS)];
  return JSON.stringify({
    profile_id: uuidOf(customer),
    customer_user_id: customer,
    event_type: 'subscription_renewed',
    event_datetime: dayOf(day),
    event_properties: {
      profile_event_id: uuidOf(`event ${number}${suffix}`),
      environment: 'Production',
      store: 'app_store',
      vendor_product_id: 'pro.daily',
      transaction_id: `${number}${suffix}`,
      original_transaction_id: `chain of ${customer}`,
      purchase_date: dayOf(day),
      subscription_expires_at: dayOf(day + 1),
      price_usd: PRICE_USD,
    },
  });
}

/** What must be answered of a customer once the renewals with all numbers below `count` are recorded. */
export function answerAfter(count: number, customer: string) {
  const own = Array.from({ length: count }, (_, number) => number).filter(
    (number) => customerOf(number) === customer,
  );
  const lastDay = Math.floor((own.at(-1) ?? 0) / CUSTOMERS);
  return {
    revenueUsd: sumDecimals(own.map(() => PRICE_USD)),
    currentPeriodStartsAt: dayOf(lastDay).replace('.000Z', 'Z'),
    currentPeriodEndsAt: dayOf(lastDay + 1).replace('.000Z', 'Z'),
  };
}
