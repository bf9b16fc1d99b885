/** The order of code units, as for `Array.prototype.sort`: instants, ids and keys are made to be compared so. */
export const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
