import {
  type Amounts,
  type Counted,
  COUNTED,
  negate,
  type RevenueLine,
  sumDecimals,
} from '@subledger/domain';

/**
 * Sums of money as exact decimal strings. Refunds are given as positive amounts beside the charges. What follows `revenue`
 * is less what refunds took off, and null where no charge and no refund told any of it.
 */
export interface RevenueSums {
  readonly charges: string;
  readonly refunds: string;
  /** What stores gave back for the rest of a period that an upgrade replaced; not the sign of an unhappy customer. */
  readonly upgradeRefunds: string;
  /** Charges minus both kinds of refunds. */
  readonly revenue: string;
  /** After the store's commission. */
  readonly proceeds: string | null;
  /** After commission and taxes. */
  readonly netRevenue: string | null;
  readonly taxes: string | null;
}

export interface RevenueGroup {
  /** Day or month (of the report's time zone), product, store, country or currency; null for events that name none. */
  readonly key: string | null;
  readonly usd: RevenueSums;
  /** In the currency itself, if the report is by currency: different currencies have no sum. */
  readonly local: RevenueSums | null;
  readonly counts: Readonly<Record<Counted, number>>;
}

/** What a group's lines come to. */
export class RevenueTally {
  readonly #counts = Object.fromEntries(COUNTED.map((counted) => [counted, 0])) as Record<
    Counted,
    number
  >;
  readonly #usd = new Sums();
  readonly #local = new Sums();

  add({ counted, money }: RevenueLine): void {
    this.#counts[counted] += 1;
    if (money?.usd !== undefined) this.#usd.add(counted, money.usd);
    if (money?.local !== undefined) this.#local.add(counted, money.local);
  }

  group(key: string | null, showsLocal: boolean): RevenueGroup {
    return {
      key,
      usd: this.#usd.told(),
      local: showsLocal && key !== null ? this.#local.told() : null,
      counts: this.#counts,
    };
  }
}

class Sums {
  #charges = '0';
  #refunds = '0';
  #upgradeRefunds = '0';
  #proceeds: string | null = null;
  #net: string | null = null;
  #tax: string | null = null;

  add(counted: Counted, { price = '0', proceeds, net, tax }: Amounts): void {
    if (counted === 'refund') this.#refunds = sumDecimals([this.#refunds, price]);
    else if (counted === 'upgrade_refund')
      this.#upgradeRefunds = sumDecimals([this.#upgradeRefunds, price]);
    else this.#charges = sumDecimals([this.#charges, price]);
    this.#proceeds = sumOfTold(this.#proceeds, proceeds);
    this.#net = sumOfTold(this.#net, net);
    this.#tax = sumOfTold(this.#tax, tax);
  }

  told(): RevenueSums {
    return {
      charges: this.#charges,
      refunds: negate(this.#refunds),
      upgradeRefunds: negate(this.#upgradeRefunds),
      revenue: sumDecimals([this.#charges, this.#refunds, this.#upgradeRefunds]),
      proceeds: this.#proceeds,
      netRevenue: this.#net,
      taxes: this.#tax,
    };
  }
}

const sumOfTold = (sum: string | null, amount: string | undefined): string | null =>
  amount === undefined ? sum : sumDecimals([sum ?? '0', amount]);
