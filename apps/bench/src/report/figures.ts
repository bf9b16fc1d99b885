import type { Spread } from '../measure/spread.js';

/** With as many digits as a reader can use: three, and never fewer than the whole number has. */
export function figure(value: number): string {
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.max(Math.abs(value), 1e-9))));
  return value === 0
    ? '0'
    : Math.abs(value) >= 100
      ? Math.round(value).toLocaleString('en-US')
      : value.toFixed(Math.min(digits, 3));
}

/** The median, and behind it the least and the most where there was more than one run. */
export const spreadText = ({ min, median, max }: Spread): string =>
  min === max ? figure(median) : `${figure(median)} (${figure(min)}–${figure(max)})`;
