import { describe, expect, it } from '@jest/globals';
import { FIRST_INSTANT, type Instant, LAST_INSTANT } from '@subledger/domain';
import { LocalDays } from './local-days.js';

const at = (text: string): Instant => text.replace('Z', '.000000Z') as Instant;

describe('the days of a time zone', () => {
  it('begin at its own midnight, in summer and in winter', () => {
    const days = new LocalDays('America/New_York');
    expect(days.firstMomentOf('2026-01-01')).toBe(at('2026-01-01T05:00:00Z'));
    expect(days.firstMomentOf('2026-07-01')).toBe(at('2026-07-01T04:00:00Z'));
    expect(days.dayOf(at('2026-01-01T04:59:59Z'))).toBe('2025-12-31');
    expect(days.dayOf(at('2026-01-01T05:00:00Z'))).toBe('2026-01-01');
  });

  it('begin an hour later where the clocks jump over midnight', () => {
    const days = new LocalDays('America/Sao_Paulo');
    expect(days.firstMomentOf('2018-11-04')).toBe(at('2018-11-04T03:00:00Z'));
    expect(days.dayOf(at('2018-11-04T02:59:59Z'))).toBe('2018-11-03');
  });

  it('do not begin twice where the clocks are turned back over midnight', () => {
    // At 00:01 on the 29th, St. John's turned its clocks back to 23:01 of the 28th.
    const days = new LocalDays('America/St_Johns');
    expect(days.firstMomentOf('2006-10-29')).toBe(at('2006-10-29T02:30:00Z'));
    expect(days.dayOf(at('2006-10-29T02:29:59Z'))).toBe('2006-10-28');
    for (const shownAgain of ['02:30:30', '02:31:00', '03:00:00', '03:29:59', '03:30:00'])
      expect(days.dayOf(at(`2006-10-29T${shownAgain}Z`))).toBe('2006-10-29');
  });

  it('are empty where a zone has left one out', () => {
    const days = new LocalDays('Pacific/Apia');
    expect(days.firstMomentOf('2011-12-30')).toBe(days.firstMomentOf('2011-12-31'));
    expect(days.dayOf(at('2011-12-30T10:00:00Z'))).toBe('2011-12-31');
  });

  it('reach over the first and the last instant', () => {
    const [east, west] = [new LocalDays('+14:00'), new LocalDays('-12:00')];
    expect(east.firstMomentOf('0000-01-01')).toBeUndefined();
    expect(east.dayOf(LAST_INSTANT)).toBe('9999-12-31');
    expect(west.dayOf(LAST_INSTANT)).toBe('9999-12-31');
    expect(west.dayOf(FIRST_INSTANT)).toBe('0000-01-01');
  });
});

describe('a time zone', () => {
  it.each(['UTC', 'utc', 'Europe/Berlin', 'europe/berlin', 'EST5EDT', 'Etc/GMT+5', '+02', '-0330'])(
    'may be named %s',
    (name) => {
      expect(new LocalDays(name).firstMomentOf('2026-01-01')).toMatch(/^(2025-12-31|2026-01-01)T/);
    },
  );
});
