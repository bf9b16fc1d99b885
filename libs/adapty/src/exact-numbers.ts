/**
 * A number token that a float may not hold exactly: sixteen characters or more (fifteen digits always survive
 * a float), or an exponent of three digits (which may leave its range).
 */
const LONG = String.raw`-?(?:\d[\d.eE+-]{15}|\d[\d.]*[eE][+-]?\d{3})`;

const LONG_AFTER_PUNCTUATION = new RegExp(String.raw`[\s:,[]${LONG}`);
const LONG_TOKEN = new RegExp(`^${LONG}`);
const NUMBER_TOKENS = /-?\d[\d.eE+-]*/g;

/** Whether a JSON text may hold such a number. Cheap; may say yes for digits inside of a string. */
export const mayHoldLongNumbers = (json: string): boolean => LONG_AFTER_PUNCTUATION.test(json);

const quoteLongNumbersBetweenStrings = (json: string): string =>
  json.replace(NUMBER_TOKENS, (token) => (LONG_TOKEN.test(token) ? `"${token}"` : token));

/** Index after the closing quote of the string that opens at `open`; the text's end where it is not closed. */
function endOfString(json: string, open: number): number {
  let close = json.indexOf('"', open + 1);
  while (close !== -1) {
    let backslashes = 0;
    while (json[close - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return close + 1;
    close = json.indexOf('"', close + 1);
  }
  return json.length;
}

/**
 * The same JSON with every such number in quotes, so that `JSON.parse` keeps its digits. Wants valid JSON.
 * It is a scan and not a reviver: a reviver recurses, and a deeply nested body would exhaust the stack.
 */
export function quoteLongNumbers(json: string): string {
  const pieces: string[] = [];
  let at = 0;
  while (at < json.length) {
    const open = json.indexOf('"', at);
    const between = json.slice(at, open === -1 ? json.length : open);
    pieces.push(quoteLongNumbersBetweenStrings(between));
    if (open === -1) break;
    at = endOfString(json, open);
    pieces.push(json.slice(open, at));
  }
  return pieces.join('');
}
