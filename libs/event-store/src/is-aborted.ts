/** Asked through a function: to the compiler a signal would stay as it was first seen. */
export const isAborted = (signal: AbortSignal | undefined): boolean => signal?.aborted === true;
