import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { longText, storedText, textFromStored, textKey, textOfKey } from './text-key.js';

/** Ordinary texts, and those that are hard on databases. */
const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('\u0000', '\u0001', '#', '"', '\ud800', '\udc00', 'a', '😀') }),
  fc
    .tuple(fc.string(), fc.integer({ min: 900, max: 1_100 }))
    .map(([text, n]) => text.padEnd(n, 'ж')),
);

describe('a text as a database keeps it', () => {
  it('can be kept by every database, and comes back', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const stored = storedText(text);
        expect(stored.isWellFormed() && !stored.includes('\u0000')).toBe(true);
        expect(textFromStored(stored)).toBe(text);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a text as a key', () => {
  it('fits into an index, and comes back with what is stored beside it', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(Buffer.byteLength(textKey(text))).toBeLessThanOrEqual(1_000);
        expect(textOfKey(textKey(text), longText(text))).toBe(text);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is another one for another text', () => {
    const long = 'x'.repeat(100_000);
    // What looks like the key of the long text is a text like any other.
    const all = [long, `${long}y`, textKey(long), textKey(textKey(long)), '', '\u0000', '\ud800'];
    expect(new Set(all.map(textKey)).size).toBe(all.length);
  });
});
