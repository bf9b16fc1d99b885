/**
 * A number that a float may not hold exactly, after the punctuation that precedes it: sixteen characters or
 * more (fifteen digits always survive a float), or an exponent of three digits (which may leave its range).
 */
const LONG_NUMBER = String.raw`[\s:,[]-?(?:\d[\d.eE+-]{15,}|\d[\d.]*[eE][+-]?\d{3,})`;

const ANY_LONG_NUMBER = new RegExp(LONG_NUMBER);
const EVERY_LONG_NUMBER = new RegExp(LONG_NUMBER, 'g');

/** Whether a JSON text may hold such a number. Cheap; may say yes for digits inside of a string. */
export const mayHoldLongNumbers = (json: string): boolean => ANY_LONG_NUMBER.test(json);

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

/** A number by the grammar of JSON (RFC 8259, section 6). */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * The same JSON with every such number in quotes, so that `JSON.parse` keeps its digits. What is no JSON is none
 * afterwards either; null where a number is none, because in quotes it would be one.
 * It is a scan and not a reviver: a reviver recurses, and a deeply nested body would exhaust the stack.
 */
export function quoteLongNumbers(json: string): string | null {
  let quoted = '';
  let copiedTo = 0;
  let stringEnd = 0;
  let nextString = json.indexOf('"');
  for (const match of json.matchAll(EVERY_LONG_NUMBER)) {
    const start = match.index + 1;
    while (nextString !== -1 && nextString < start) {
      stringEnd = endOfString(json, nextString);
      nextString = json.indexOf('"', stringEnd);
    }
    if (start < stringEnd) continue; // Digits inside of a string.
    const end = match.index + match[0].length;
    if (!NUMBER.test(json.slice(start, end))) return null;
    quoted += `${json.slice(copiedTo, start)}"${json.slice(start, end)}"`;
    copiedTo = end;
  }
  return quoted + json.slice(copiedTo);
}
