import { describe, expect, it } from '@jest/globals';
import { printable } from './printable.js';

describe('a text for a terminal', () => {
  it.each([
    ['plain text, Ünï-cödé 👍', 'plain text, Ünï-cödé 👍'],
    ['\u001b[31mred', '\\u{1b}[31mred'],
    ['two\nlines\r', 'two\\u{a}lines\\u{d}'],
    ['user\u202egnp', 'user\\u{202e}gnp'],
    ['\u009b2J', '\\u{9b}2J'],
  ])('%j is %j', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });
});
