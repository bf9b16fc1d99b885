import { describe, expect, it } from '@jest/globals';
import { day, news, without } from '../test/news.js';
import { accessLevelsAt } from './answer.js';
import type { Fact } from './fact.js';

const YEARLY = news('subscription_started', day('01'), { expiresAt: day('12') });

const update = (isActive: boolean, month: string, said: Partial<Fact> = {}): Fact => ({
  ...without(news('access_level_updated', day(month)), 'purchasedAt'),
  access: { levelId: 'premium', isActive, expiresAt: day('12') },
  ...said,
});

const GRANT = update(true, '01');
const REMOVAL = without(update(false, '02'), 'productId');

const isActive = (...facts: readonly Fact[]) =>
  accessLevelsAt(facts, new Set(['buyer']), { productLevels: {} }, day('06')).get('premium')
    ?.active;

describe('an access update that leaves its product out', () => {
  it('takes away what the product of its period gave', () => {
    expect(isActive(YEARLY, GRANT, REMOVAL)).toBe(false);
    expect(isActive(YEARLY, GRANT, without(REMOVAL, 'transactionId'))).toBe(false);
  });

  it('takes away what another one of its transaction gave, or the only product of its chain', () => {
    const lifetime = { ...GRANT, access: { levelId: 'premium', isActive: true, isLifetime: true } };
    expect(isActive(lifetime, REMOVAL)).toBe(false);
    expect(isActive(lifetime, without(REMOVAL, 'transactionId'))).toBe(false);
    const other = update(true, '02', { productId: 'other', transactionId: '1001' });
    expect(isActive(lifetime, other, { ...REMOVAL, eventId: 'z' })).toBe(true);
  });

  it('takes nothing away of another product of the same start', () => {
    const next = { transactionId: '1001', productId: 'plus' };
    const changed = { ...YEARLY, ...next, eventId: 'changed' };
    const granted = update(true, '02', next);
    expect(isActive(YEARLY, GRANT, changed, granted, { ...REMOVAL, eventId: 'z' })).toBe(true);
  });

  it('takes nothing away of what was granted outside the stores', () => {
    const granted = without(GRANT, 'chain', 'transactionId');
    expect(isActive(granted, without(REMOVAL, 'chain', 'transactionId'))).toBe(true);
  });
});
