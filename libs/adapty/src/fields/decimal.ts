import { Big } from 'big.js';

const NUMERAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,9})?$/;

/** What most senders write is already plain: no exponent, and no redundant sign or zeros. */
const PLAIN = /^(?:0|-?(?:[1-9]\d*|0(?=\.))(?:\.\d*[1-9])?)$/;

/** Longer than any amount of money; longer numerals would only slow down the arithmetic. */
const MAX_CHARACTERS = 64;

/** A number with a larger exponent is not an amount, and writing it out would fill the memory with zeros. */
const MAX_EXPONENT = 40;

/**
 * A number or a numeric string → a plain decimal: `'9.99'`, `'-3'`, `'0'`; no exponent, no trailing zeros, no
 * `-0`. The digits are the sender's; no float arithmetic touches them.
 */
export function readDecimal(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const numeral = String(value);
  if (numeral.length > MAX_CHARACTERS || !NUMERAL.test(numeral)) return undefined;
  if (PLAIN.test(numeral) && numeral.length <= MAX_EXPONENT) return numeral;
  const decimal = new Big(numeral.startsWith('+') ? numeral.slice(1) : numeral);
  if (Math.abs(decimal.e) > MAX_EXPONENT) return undefined;
  return decimal.eq(0) ? '0' : decimal.toFixed();
}
