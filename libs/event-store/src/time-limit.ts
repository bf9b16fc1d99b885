import { LedgerError } from '@subledger/domain';

/**
 * The promise, or `store-unavailable` after `limitMs`. The work itself cannot be called back: whoever uses
 * this must be safe from its late success.
 *
 * @param what names the work that may be late; absent if the caller's message names it anyway.
 */
export async function withTimeLimit<Result>(
  work: Promise<Result>,
  limitMs: number,
  what?: string,
): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(
      new LedgerError(
        'store-unavailable',
        `${what === undefined ? '' : `${what}: `}no answer within ${limitMs} ms`,
      ),
    );
  }, limitMs);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** For promises whose failure is reported elsewhere. */
export const ignoreFailure = (work: Promise<unknown>): void => {
  work.catch(() => undefined);
};
