import { describe, expect, it } from '@jest/globals';
import { tableLines } from './table.js';

describe('a table', () => {
  it('has columns as wide as their widest cell, and nothing at the ends of lines', () => {
    const columns = [
      { title: 'Name' },
      { title: 'USD', align: 'right' },
      { title: 'Note' },
    ] as const;
    const rows = [
      ['a', '9.99', ''],
      ['a longer one', '0', 'x'],
    ];
    expect(tableLines(columns, rows)).toEqual([
      'Name           USD  Note',
      '────────────  ────  ────',
      'a             9.99',
      'a longer one     0  x',
    ]);
  });

  it('of no rows is its titles', () => {
    expect(tableLines([{ title: 'One' }, { title: 'Two' }], [])).toEqual(['One  Two', '───  ───']);
  });
});
