import { absolute, compareDecimals, isZero, negate, sumDecimals } from './decimal.js';
import type { Amounts, Money } from './fact.js';

const AMOUNTS = ['price', 'proceeds', 'net', 'tax'] as const;

/** Amounts of zero and null are not revenue: a replacement on Google Play starts with all money zero. */
export const carriesMoney = (money: Money | undefined): boolean =>
  isSomething(money?.usd) || isSomething(money?.local);

const isSomething = (amounts: Amounts | undefined): boolean =>
  amounts !== undefined && AMOUNTS.some((name) => !isZero(amounts[name] ?? '0'));

/**
 * What a refund deducts, as negative amounts: each amount it names, but at most what is left of the charge; if it
 * names none, everything that is left. It is in the charge's currency unless it says otherwise.
 *
 * @param refund the amounts that it names.
 * @param left of the charge; absent if that is unknown.
 */
export function refundedBy(refund: Money | undefined, left: Money | undefined): Money | undefined {
  if (refund === undefined || !carriesMoney(refund)) return left && mapMoney(left, negate);
  const named = mapMoney(refund, (amount) => negate(absolute(amount)));
  if (left === undefined) return named;
  const inCurrency = left.currency === undefined ? named : { currency: left.currency, ...named };
  return zipMoney(inCurrency, left, (amount, rest) =>
    rest !== undefined && compareDecimals(absolute(amount), rest) > 0 ? negate(rest) : amount,
  );
}

/** What is left of a charge once a refund took something off. */
export const less = (left: Money, taken: Money): Money =>
  zipMoney(left, taken, (rest, off) => (off === undefined ? rest : sumDecimals([rest, off])));

const mapMoney = (money: Money, change: (amount: string) => string): Money =>
  zipMoney(money, {}, (amount) => change(amount));

/** Amounts in two currencies cannot be compared: the local ones then stay as they are. */
function zipMoney(
  money: Money,
  other: Money,
  combine: (amount: string, other: string | undefined) => string,
): Money {
  const side = (amounts: Amounts | undefined, others: Amounts | undefined): Amounts =>
    Object.fromEntries(
      AMOUNTS.flatMap((name) => {
        const amount = amounts?.[name];
        return amount === undefined ? [] : [[name, combine(amount, others?.[name])]];
      }),
    );
  const otherLocal = money.currency === other.currency ? other.local : undefined;
  return {
    ...(money.usd === undefined ? {} : { usd: side(money.usd, other.usd) }),
    ...(money.local === undefined ? {} : { local: side(money.local, otherLocal) }),
    ...(money.currency === undefined ? {} : { currency: money.currency }),
  };
}
