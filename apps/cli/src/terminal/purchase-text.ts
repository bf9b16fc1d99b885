import type { PurchaseAnswer } from '@subledger/queries';
import { told } from './told.js';

/** A one-time purchase. */
export const purchaseText = (purchase: PurchaseAnswer): string =>
  `${purchase.productId ?? 'unknown product'} (${purchase.store ?? 'unknown store'}, ${purchase.transactionId}): ${[
    purchase.state,
    `bought ${purchase.purchasedAt}`,
    ...told('refunded', purchase.refundedAt),
  ].join(', ')}`;
