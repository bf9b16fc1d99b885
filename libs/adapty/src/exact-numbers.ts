/** A number of this many characters after the sign may not fit a float: fifteen digits always do. */
const LONG = 16;

/**
 * A number that a float may not hold exactly, after the punctuation before it: a long one, or one with an exponent
 * of three digits (which may leave a float's range).
 */
const EVERY_LONG_NUMBER = /[\s:,[]-?(?:\d[\d.eE+-]{15,}|\d[\d.]*[eE][+-]?\d{3,})/g;

/** Such an exponent, with what may follow a number. */
const LARGE_EXPONENT = /\d[eE][+-]?\d{3,}(?:[\s,}\]]|$)/;

/** A number by the grammar of JSON (RFC 8259, section 6). */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** By character code, 1 for the characters of a text. */
const setOf = (characters: string): Uint8Array => {
  const codes = new Uint8Array(128);
  for (const character of characters) codes[character.charCodeAt(0)] = 1;
  return codes;
};

const OF_NUMBERS = setOf('0123456789+-.eE');
const OF_NAMES = setOf('0123456789_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ');
const BEFORE_NUMBERS = setOf(' \t\n\r:,[');
const SPACES = setOf(' \t\n\r');

/**
 * The same JSON, with every number that a float may not hold exactly in quotes, so that `JSON.parse` keeps its
 * digits. Invalid JSON stays invalid; null if such a number is invalid itself, because quoting it would make it
 * valid.
 *
 * Every webhook passes through here, so usual ones are only sampled at every sixteenth character: no long number
 * fits between two samples. It is a scan rather than a reviver: a reviver recurses, and a deeply nested body would
 * exhaust the stack.
 */
export function quoteLongNumbers(json: string): string | null {
  if (LARGE_EXPONENT.test(json)) return quoteInAnyPlace(json);
  let quoted = '';
  let copiedTo = 0;
  for (let at = LONG - 1; at < json.length; at += LONG) {
    if (OF_NUMBERS[json.charCodeAt(at)] !== 1) continue;
    const from = startOfRun(json, at);
    at = endOfRun(json, at);
    const digits = json[from] === '-' ? at - from - 1 : at - from;
    if (digits < LONG || BEFORE_NUMBERS[json.charCodeAt(from - 1)] !== 1) continue;
    if (!followsName(json, from)) return quoteInAnyPlace(json);
    if (!NUMBER.test(json.slice(from, at))) return null;
    quoted += `${json.slice(copiedTo, from)}"${json.slice(from, at)}"`;
    copiedTo = at;
  }
  return copiedTo === 0 ? json : quoted + json.slice(copiedTo);
}

function startOfRun(json: string, within: number): number {
  let from = within;
  while (OF_NUMBERS[json.charCodeAt(from - 1)] === 1) from -= 1;
  return from;
}

function endOfRun(json: string, within: number): number {
  let end = within + 1;
  while (OF_NUMBERS[json.charCodeAt(end)] === 1) end += 1;
  return end;
}

/**
 * Whether a field's name comes before: a letter, a quotation mark, a colon. A quotation mark after a letter closes
 * a string, because an opening one has punctuation before it; so what follows is certainly outside of strings.
 */
function followsName(json: string, at: number): boolean {
  let before = at - 1;
  while (SPACES[json.charCodeAt(before)] === 1) before -= 1;
  return (
    json[before] === ':' && json[before - 1] === '"' && OF_NAMES[json.charCodeAt(before - 2)] === 1
  );
}

/** The same for numbers anywhere, including strings with punctuation and digits: it looks at every one. */
function quoteInAnyPlace(json: string): string | null {
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
    if (start < stringEnd) continue; // Digits inside a string.
    const end = match.index + match[0].length;
    if (!NUMBER.test(json.slice(start, end))) return null;
    quoted += `${json.slice(copiedTo, start)}"${json.slice(start, end)}"`;
    copiedTo = end;
  }
  return quoted + json.slice(copiedTo);
}

/** Index after the closing quote of the string that opens at `open`; the text's end if it is not closed. */
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
