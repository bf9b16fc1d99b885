/** Order by code units, as in `Array.prototype.sort`: instants, ids and keys are designed to be compared this way. */
export const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
