/** Checked through a function: the compiler would assume that a signal keeps its first value. */
export const isAborted = (signal: AbortSignal | undefined): boolean => signal?.aborted === true;
