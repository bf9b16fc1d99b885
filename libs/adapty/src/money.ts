import type { Amounts, Money } from '@subledger/domain';
import { type Envelope, readField } from './envelope.js';
import { readCode } from './fields/code.js';
import { readDecimal } from './fields/decimal.js';
import { said, saidOrNothing } from './fields/said.js';

const readAmounts = (envelope: Envelope, currency: 'usd' | 'local'): Amounts | undefined =>
  saidOrNothing<Amounts>({
    price: readField(envelope, `price_${currency}`, readDecimal),
    proceeds: readField(envelope, `proceeds_${currency}`, readDecimal),
    net: readField(envelope, `net_revenue_${currency}`, readDecimal),
    tax: readField(envelope, `tax_amount_${currency}`, readDecimal),
  });

/** The amounts as the sender wrote them. Most events carry a currency; without an amount that is not money. */
export function readMoney(envelope: Envelope): Money | undefined {
  const usd = readAmounts(envelope, 'usd');
  const local = readAmounts(envelope, 'local');
  if (usd === undefined && local === undefined) return undefined;
  return said<Money>({ usd, local, currency: readField(envelope, 'currency', readCode) });
}
