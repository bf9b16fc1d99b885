import { answerAfter, CUSTOMERS, customerOf, renewal } from '../../apps/ledger/test/renewals.js';

/**
 * The number of webhooks that belong together; then other customers follow, because a chain has dozens of
 * renewals, not thousands.
 */
const A_SERIES = CUSTOMERS * 24;

const suffixOf = (series: number): string => `@${series}`;

/** The webhook with this number. */
export const webhook = (number: number): string =>
  renewal(number % A_SERIES, suffixOf(Math.floor(number / A_SERIES)));

/** A customer, and the correct answer about them once all webhooks below `count` are recorded. */
export interface Expectation {
  readonly customer: string;
  readonly wanted: ReturnType<typeof answerAfter>;
}

/** Some customers of every series; with many series, only as many as can be queried within a minute. */
export function expectations(count: number, most: number): readonly Expectation[] {
  const series = Math.ceil(count / A_SERIES);
  return Array.from({ length: most }, (_, place) => {
    const one = Math.floor((place * series) / most);
    const inSeries = Math.min(A_SERIES, count - one * A_SERIES);
    const customer = customerOf((place * 7) % Math.min(CUSTOMERS, inSeries));
    return {
      customer: `${customer}${suffixOf(one)}`,
      wanted: answerAfter(inSeries, customer),
    };
  });
}
