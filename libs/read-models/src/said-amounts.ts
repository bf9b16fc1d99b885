import type { Money } from '@subledger/domain';

/**
 * What an event says of money, with the sign that its sender gave it, and null where it says nothing. What it moved is
 * another matter: a trial's price is no charge, and a refund may name no amount.
 */
export interface SaidAmounts {
  readonly priceUsd: string | null;
  /** After the store's commission. */
  readonly proceedsUsd: string | null;
  /** After commission and taxes. */
  readonly netRevenueUsd: string | null;
  readonly taxesUsd: string | null;
  /** Of those that follow. */
  readonly currency: string | null;
  readonly price: string | null;
  readonly proceeds: string | null;
  readonly netRevenue: string | null;
  readonly taxes: string | null;
}

export const saidAmounts = ({ usd, local, currency }: Money = {}): SaidAmounts => ({
  priceUsd: usd?.price ?? null,
  proceedsUsd: usd?.proceeds ?? null,
  netRevenueUsd: usd?.net ?? null,
  taxesUsd: usd?.tax ?? null,
  currency: currency ?? null,
  price: local?.price ?? null,
  proceeds: local?.proceeds ?? null,
  netRevenue: local?.net ?? null,
  taxes: local?.tax ?? null,
});
