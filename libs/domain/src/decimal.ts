/**
 * Exact sums of decimal strings such as `9.99` or `-0.5`. The domain imports nothing, and addition is all
 * the arithmetic it does: BigInt is exact, and the digits behind the point are merely aligned.
 * Reading the many shapes in which senders write money is the translator's part, with a library.
 */
export function sumDecimals(amounts: readonly string[]): string {
  const scale = scaleOf(amounts);
  return unscale(
    amounts.reduce((sum, amount) => sum + scaled(amount, scale), 0n),
    scale,
  );
}

export function negate(amount: string): string {
  const scale = fractionDigits(amount);
  return unscale(-scaled(amount, scale), scale);
}

export const absolute = (amount: string): string =>
  amount.startsWith('-') ? negate(amount) : amount;

export function isZero(amount: string): boolean {
  for (let place = 0; place < amount.length; place += 1)
    if (amount.charCodeAt(place) > DIGIT_ZERO) return false;
  return true;
}

/** The code of "0": sign and point have smaller codes than all digits. */
const DIGIT_ZERO = 48;

/** Negative, zero or positive, as for `Array.prototype.sort`. */
export function compareDecimals(a: string, b: string): number {
  const scale = Math.max(fractionDigits(a), fractionDigits(b));
  const [left, right] = [scaled(a, scale), scaled(b, scale)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The number of decimal places that all the amounts can be written with. */
export const scaleOf = (amounts: readonly string[]): number =>
  amounts.reduce((most, amount) => Math.max(most, fractionDigits(amount)), 0);

function fractionDigits(amount: string): number {
  const point = amount.indexOf('.');
  return point < 0 ? 0 : amount.length - point - 1;
}

/** The amount as a whole number of units of the given number of decimal places. */
export function scaled(amount: string, scale: number): bigint {
  const units = BigInt(amount.replace('.', ''));
  const missing = scale - fractionDigits(amount);
  return missing === 0 ? units : units * 10n ** BigInt(missing);
}

function unscale(value: bigint, scale: number): string {
  const sign = value < 0n ? '-' : '';
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  return fraction === '' ? `${sign}${whole}` : `${sign}${whole}.${fraction}`;
}
