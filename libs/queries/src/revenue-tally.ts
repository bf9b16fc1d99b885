import {
  type Amounts,
  type Counted,
  COUNTED,
  negate,
  type RevenueLine,
  sumDecimals,
} from '@subledger/domain';

/** Sums of money as exact decimal strings. What was taken off is told positive beside what came in. */
export interface RevenueSums {
  readonly charges: string;
  readonly refunds: string;
  /** What stores gave back for the rest of a period that an upgrade replaced: no unhappy customer. */
  readonly upgradeRefunds: string;
  /** Charges less both kinds of refunds. */
  readonly revenue: string;
  /** After the store's commission. */
  readonly proceeds: string;
  /** After commission and taxes. */
  readonly netRevenue: string;
  readonly taxes: string;
}

export interface RevenueGroup {
  /** Day (UTC), product, store, country or currency; null for events that name none. */
  readonly key: string | null;
  readonly usd: RevenueSums;
  /** In the currency itself, where the report is by currency: of different ones there is no sum. */
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
  #proceeds = '0';
  #net = '0';
  #tax = '0';

  add(counted: Counted, { price = '0', proceeds = '0', net = '0', tax = '0' }: Amounts): void {
    if (counted === 'refund') this.#refunds = sumDecimals([this.#refunds, price]);
    else if (counted === 'upgrade_refund')
      this.#upgradeRefunds = sumDecimals([this.#upgradeRefunds, price]);
    else this.#charges = sumDecimals([this.#charges, price]);
    this.#proceeds = sumDecimals([this.#proceeds, proceeds]);
    this.#net = sumDecimals([this.#net, net]);
    this.#tax = sumDecimals([this.#tax, tax]);
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
