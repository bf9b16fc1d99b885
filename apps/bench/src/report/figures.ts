import type { Spread } from '../measure/spread.js';

const MOST_DIGITS = 3;

/** With as many digits as are useful: three, and never fewer than its integer part has. */
export function figure(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100)
    return Math.round(value).toLocaleString('en-US');
  const digits = 2 - Math.floor(Math.log10(Math.abs(value)));
  return value.toFixed(Math.min(digits, MOST_DIGITS));
}

/** The median, followed by the lowest and highest if there was more than one run. */
export const spreadText = ({ min, median, max }: Spread): string =>
  min === max ? figure(median) : `${figure(median)} (${figure(min)}–${figure(max)})`;
