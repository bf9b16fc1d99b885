import type { Instant } from '../instant.js';
import type { Registers } from '../registers.js';
import type { Subscription } from '../subscription.js';
import { accessDisagrees } from './access-disagrees.js';
import { billingIssueMissing } from './billing-issue-missing.js';
import type { Finding } from './finding.js';
import { outcomeMissing } from './outcome-missing.js';
import { paymentsMissing } from './payments-missing.js';
import { purchaseMissing } from './purchase-missing.js';
import { cancellationMissing, reactivationMissing } from './renewal-switch.js';
import { startMissing } from './start-missing.js';

/** All that one chain's news proves to be missing at `at`. */
export function findingsAt(
  registers: Registers,
  subscription: Subscription | undefined,
  at: Instant,
): readonly Finding[] {
  const inquiry = { registers, periods: subscription?.periods ?? [], at };
  return [
    ...paymentsMissing(inquiry),
    ...startMissing(inquiry),
    ...purchaseMissing(inquiry),
    ...cancellationMissing(inquiry),
    ...reactivationMissing(inquiry),
    ...billingIssueMissing(inquiry),
    ...(subscription === undefined ? [] : outcomeMissing(inquiry, subscription)),
    ...accessDisagrees(inquiry),
  ];
}
