import type { RevenueEntryAnswer } from '@subledger/queries';
import { told } from './told.js';

/** When, what it counts as, what it moved, and of whom. */
export const entryLine = (entry: RevenueEntryAnswer): string =>
  [
    entry.occurredAt,
    entry.counted.replaceAll('_', ' '),
    ...amountsOf(entry),
    entry.productId ?? 'unknown product',
    `${entry.store ?? 'unknown store'}/${entry.transactionId ?? 'unknown transaction'}`,
    ...(entry.customerUserId === null ? told('profile', entry.profileId) : [entry.customerUserId]),
    entry.eventId,
  ].join('  ');

function amountsOf({ priceUsd, price, currency }: RevenueEntryAnswer): readonly string[] {
  const local = price === null || currency === null || currency === 'USD' ? null : price;
  return [
    ...(priceUsd === null ? [] : [`${priceUsd} USD`]),
    ...(local === null ? [] : [`${local} ${currency ?? ''}`]),
  ];
}
