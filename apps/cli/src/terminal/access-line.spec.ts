import { describe, expect, it } from '@jest/globals';
import { type AccessLevelAnswer, NO_ACCESS } from '@subledger/queries';
import { accessLines } from './access-line.js';

const NOW = '2026-02-01T00:00:00.5Z';
const BEFORE = '2026-02-01T00:00:00Z';
const LATER = '2026-02-01T00:00:00.75Z';

const level = (
  said: Partial<AccessLevelAnswer>,
  rule = 'nothing-grants-it',
): AccessLevelAnswer => ({
  ...NO_ACCESS,
  basis: 'access_update',
  because: { rule, eventIds: [] },
  ...said,
});

const [held, grace] = [
  { active: true, expiresAt: LATER },
  { willRenew: true, inGracePeriod: true },
];

describe('an access level', () => {
  it.each([
    [level(held), `active, until ${LATER}, does not renew`],
    [level({ ...held, ...grace }), `active, until ${LATER}, renews, in a grace period`],
    [level({ active: true }), 'active, no known end, does not renew'],
    [level({ active: true, isLifetime: true }), 'active, forever'],
    [level({}), 'not active'],
    [level({ startsAt: LATER }), `not active yet, begins ${LATER}`],
    [
      level({ startsAt: LATER, expiresAt: '2026-03-01T00:00:00Z' }),
      `not active yet, begins ${LATER}, until 2026-03-01T00:00:00Z`,
    ],
    [level({ expiresAt: BEFORE }, 'access-update-ran-out'), `not active, ended ${BEFORE}`],
    [level({ expiresAt: NOW }, 'period-ended-since'), `not active, ended ${NOW}`],
    [
      level({ expiresAt: LATER }, 'access-update-inactive'),
      `not active, although its reported end is ${LATER}`,
    ],
    // It may have been taken away before that: the answer does not say when.
    [
      level({ expiresAt: BEFORE }, 'access-update-inactive'),
      `not active, its reported end was ${BEFORE}`,
    ],
  ])('%j is %s', (access, said) => {
    expect(accessLines('premium', access, NOW)[0]).toBe(`premium: ${said}`);
  });

  it('says what its rule means, and names a few of its events', () => {
    const because = { rule: 'access-update-inactive', eventIds: ['a', 'b', 'c', 'd', 'e'] };
    expect(accessLines('premium', { ...level({}), because }, NOW)[1]).toBe(
      '  because: access-update-inactive (the last access update takes the level away)  a  b  c  and 2 more',
    );
  });

  it('names a rule of a newer ledger without a meaning', () => {
    expect(accessLines('premium', level({}, 'constructor'), NOW)[1]).toBe('  because: constructor');
  });
});
