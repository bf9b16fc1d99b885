import type { Draw } from './draw.js';

/** Texts that have broken parsers, databases and pages before. */
const TEXTS: readonly string[] = [
  '',
  ' ',
  '.',
  '..',
  '../../../../etc/passwd',
  '0',
  '-1',
  '1e309',
  'NaN',
  'null',
  'undefined',
  'true',
  '9007199254740993',
  '99999999999999999999999999999999',
  '1/1',
  '18446744073709551615/18446744073709551615',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  '%',
  '%00',
  '%2e%2e%2f',
  '%ff%fe',
  '%E0%A4%A',
  '\u0000',
  'a\u0000b',
  '\u202e',
  '\ufeff',
  '\ud800',
  '😀',
  'ﷺ'.repeat(20),
  "' OR 1=1 --",
  '"; DROP TABLE events; --',
  '{{7*7}}',
  '${7*7}',
  '<script>alert(1)</script>',
  '\r\nX-Injected: 1',
  '-0',
  '0x10',
  '١٢٣',
  'production',
  'sandbox',
  'PRODUCTION',
  '1970-01-01T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999Z',
  '+275760-09-13T00:00:00.001Z',
  '2026-02-30T25:61:61Z',
  '00000000-0000-0000-0000-000000000000',
  'lifecycle',
  'timeline',
  'quarantine',
];

/** A text to put where a value is expected. */
export function hostileText(draw: Draw): string {
  if (draw.chance(5))
    return draw.of(['x', '%', 'é', '\u0000', '/', '"']).repeat(1 + draw.below(9_000));
  if (draw.chance(10)) return draw.bytes(1 + draw.below(40)).toString('latin1');
  return draw.of(TEXTS);
}

/** The text in a path or a query string: mostly escaped correctly, occasionally raw. */
export function inAddress(text: string, draw: Draw): string {
  if (draw.chance(80)) return encodeURIComponent(text.toWellFormed());
  // Otherwise characters that end the request line would turn it into another request.
  return text.replace(/[^\x21-\x7e]/g, '%').replaceAll('#', '%23');
}
