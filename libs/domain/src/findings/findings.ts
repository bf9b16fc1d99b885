import { onceAllHeard } from '../once-all-heard.js';
import type { Instant } from '../instant.js';
import type { Registers } from '../registers.js';
import type { Subscription } from '../subscription.js';
import { accessDisagrees } from './access-disagrees.js';
import { accessUpdateMissing } from './access-update-missing.js';
import { billingIssueMissing } from './billing-issue-missing.js';
import { deferralMissing } from './deferral-missing.js';
import { endMissing } from './end-missing.js';
import { expiryMissing } from './expiry-missing.js';
import type { Finding, Inquiry } from './finding.js';
import { lifetimeKept } from './lifetime-kept.js';
import { outcomeMissing } from './outcome-missing.js';
import { paymentsMissing } from './payments-missing.js';
import { purchaseMissing } from './purchase-missing.js';
import { refundMissing } from './refund-missing.js';
import {
  cancellationMissing,
  reactivationBeforeCharge,
  reactivationMissing,
} from './renewal-switch.js';
import { startMissing } from './start-missing.js';
import { storeMissing } from './store-missing.js';
import { transactionMissing } from './transaction-missing.js';
import { unreadableField } from './unreadable-field.js';

/** All that one chain's news proves to be missing at `at`. */
export function findingsAt(
  registers: Registers,
  subscription: Subscription | undefined,
  at: Instant,
): readonly Finding[] {
  const inquiry = { registers, periods: subscription?.periods ?? [], at };
  return [
    ...once(registers, at, () => provenByNews(inquiry)).filter(({ appearsAt }) => appearsAt <= at),
    ...(subscription === undefined
      ? []
      : [...outcomeMissing(inquiry, subscription), ...accessUpdateMissing(inquiry, subscription)]),
    ...lifetimeKept(inquiry),
    ...accessDisagrees(inquiry, subscription),
  ];
}

const once = onceAllHeard<readonly Finding[]>();

/** What the news itself proves, though some of it only after allowing time for what may still be on its way. */
const provenByNews = (inquiry: Inquiry): readonly Finding[] => [
  ...paymentsMissing(inquiry),
  ...startMissing(inquiry),
  ...purchaseMissing(inquiry),
  ...cancellationMissing(inquiry),
  ...reactivationMissing(inquiry),
  ...reactivationBeforeCharge(inquiry),
  ...billingIssueMissing(inquiry),
  ...deferralMissing(inquiry),
  ...expiryMissing(inquiry),
  ...refundMissing(inquiry),
  ...endMissing(inquiry),
  ...unreadableField(inquiry),
  ...transactionMissing(inquiry),
  ...storeMissing(inquiry),
];
