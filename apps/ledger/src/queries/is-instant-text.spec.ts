import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { IsDayOrInstant, IsInstantText } from './is-instant-text.js';

class Question {
  @IsInstantText()
  readonly at = '2026-01-31T18:00:00Z';

  @IsDayOrInstant()
  readonly from = '2026-01-31';
}

/** What is said against a question's parameters. */
const faultsOf = (parameters: Readonly<Record<string, unknown>>): string[] =>
  validateSync(plainToInstance(Question, parameters)).flatMap(({ constraints }) =>
    Object.values(constraints ?? {}),
  );

const ZONED = [
  '2026-01-31T18:00:00Z',
  '2026-01-31t18:00:00.25z',
  '2026-01-31 18:00:00+01:00',
  '2026-01-31T18:00:00-0530',
  '2026-01-31T18:00:00 +02',
];
const ZONELESS = ['2026-01-31T18:00:00', '2026-01-31 18:00:00.123456'];

describe('an instant that is asked about', () => {
  it.each(ZONED)('may be %s', (text) => {
    expect(faultsOf({ at: text, from: text })).toEqual([]);
  });

  it.each([...ZONELESS, '2026-01-31T18:00Z', 'yesterday', '', 7])(
    'has its seconds and its zone, unlike %j',
    (text) => {
      expect(faultsOf({ at: text, from: text })).toEqual([
        'at must be an instant with seconds and a zone, such as 2026-01-31T18:00:00Z',
        'from must be a day such as 2026-01-31, or an instant with seconds and a zone, such as 2026-01-31T18:00:00Z',
      ]);
    },
  );

  it('may be a day only where one is wanted', () => {
    expect(faultsOf({ at: '2026-01-31', from: '2026-01-31' })).toHaveLength(1);
  });

  it.each(['2026-01-31T18:00:00 01:00', '2026-01-31T18:00:00.5 0100'])(
    'lost its plus on the way where it is %s, and that is said',
    (text) => {
      for (const fault of faultsOf({ at: text, from: text }))
        expect(fault).toMatch(/; in an address, \+ is written %2B$/);
    },
  );
});
