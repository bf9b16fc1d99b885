const WITHHELD = 'not shown, because it may quote data';

/**
 * An error's message, if it may be shown and logged. `JSON.parse` repeats the text around an error, and
 * PostgreSQL's errors of class 22 repeat the value: that may be somebody's name.
 */
export function loggableMessage(error: unknown): string {
  if (!(error instanceof Error)) return WITHHELD;
  const { code } = error as { code?: unknown };
  const quotesData =
    error instanceof SyntaxError || (typeof code === 'string' && /^22[\dA-Z]{3}$/.test(code));
  return quotesData ? WITHHELD : error.message;
}
