import { describe, expect, it } from '@jest/globals';
import { hashBody, hashList } from './hash.js';

describe('hashBody', () => {
  it('is the SHA-256 of the bytes', () => {
    // The example of FIPS 180-2, appendix B.1.
    expect(hashBody(new TextEncoder().encode('abc'))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });
});

describe('hashList', () => {
  it('tells lists apart that only join alike', () => {
    const lists = [
      ['a', 'bc'],
      ['ab', 'c'],
      ['abc'],
      ['a', 'b', 'c'],
      ['a","bc'],
      ['a', ''],
      ['a', null],
      ['\ud800'],
      ['\ufffd'],
    ];
    expect(new Set(lists.map(hashList)).size).toBe(lists.length);
  });
});
