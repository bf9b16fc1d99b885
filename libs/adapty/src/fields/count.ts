const DIGITS = /^\d{1,15}$/;

/** A whole number from zero, as a number or in a string. */
export function readCount(value: unknown): number | undefined {
  if (typeof value === 'string') return DIGITS.test(value) ? Number(value) : undefined;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) return undefined;
  return value + 0; // -0 is 0.
}
