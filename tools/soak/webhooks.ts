import { answerAfter, CUSTOMERS, customerOf, renewal } from '../../apps/ledger/test/renewals.js';

/** Webhooks that belong together; then other customers come, because a chain has dozens of renewals and not thousands. */
const A_SERIES = CUSTOMERS * 24;

const suffixOf = (series: number): string => `@${series}`;

/** The webhook with this number. */
export const webhook = (number: number): string =>
  renewal(number % A_SERIES, suffixOf(Math.floor(number / A_SERIES)));

/** Somebody, and what must be answered about them once all webhooks below `count` are recorded. */
export interface Expectation {
  readonly customer: string;
  readonly wanted: ReturnType<typeof answerAfter>;
}

/** Of every series some customers; of many series, so many that asking takes no longer than a minute. */
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
