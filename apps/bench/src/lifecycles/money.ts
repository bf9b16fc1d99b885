import { ONE_TIME_PRODUCT, priceOf } from './catalogue.js';
import type { Customer } from './customer.js';
import type { Happening } from './life.js';

const STORE_SHARE = 0.15;

/** The sender's money fields, with the digits of its floats; nulls if nothing was charged. */
export function moneyOf(
  { country, product }: Customer,
  { period }: Happening,
): Readonly<Record<string, number | null>> {
  if (period.kind === 'trial') return { price_usd: null, price_local: null };
  const { local, usd: price } = priceOf(
    period.kind === 'one-time' ? ONE_TIME_PRODUCT : product,
    country,
  );
  const tax = price - price / (1 + country.tax);
  const proceeds = (price - tax) * (1 - STORE_SHARE);
  return {
    price_usd: price,
    price_local: local,
    original_price_usd: price,
    original_price_local: local,
    discount_amount_usd: 0,
    discount_amount_local: 0,
    proceeds_usd: proceeds,
    proceeds_local: proceeds * country.rate,
    net_revenue_usd: proceeds,
    net_revenue_local: proceeds * country.rate,
    tax_amount_usd: tax,
    tax_amount_local: tax * country.rate,
  };
}
