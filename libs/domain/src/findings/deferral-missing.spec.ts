import { describe, expect, it } from '@jest/globals';
import { day, news } from '../../test/news.js';
import { accessLevelsAt } from '../answer.js';
import type { Fact } from '../fact.js';
import type { Instant } from '../instant.js';
import { fold } from '../registers.js';
import { subscriptionAt } from '../subscription.js';
import { findingsAt } from './findings.js';

const ENDS = day('02');
const DEFERRED_TO = day('02', '15');
const BETWEEN = day('02', '10');

const STARTED = news('subscription_started', day('01'), { expiresAt: ENDS });
const GRANT = news('access_level_updated', day('01'), {
  access: { levelId: 'premium', isActive: true, expiresAt: ENDS },
});
const CANCELLED = news('subscription_renewal_cancelled', day('01', '20'), {
  expiresAt: DEFERRED_TO,
});
const DEFERRED = news('subscription_deferred', day('01', '15'), { expiresAt: DEFERRED_TO });

const told = (facts: readonly Fact[], at: Instant = BETWEEN) => {
  const registers = fold(facts);
  const subscription = subscriptionAt(registers, at);
  const levels = accessLevelsAt(facts, new Set(['buyer']), { productLevels: {} }, at);
  const missing = findingsAt(registers, subscription, at)
    .filter(({ kind }) => kind === 'deferral-missing')
    .flatMap(({ because }) => because.eventIds);
  return [subscription?.status, levels.get('premium')?.active ?? false, missing];
};

describe('a later end than the purchase said, by a cancellation', () => {
  it('counts, and proves that the deferral was lost', () => {
    const proved = ['active', true, [CANCELLED.eventId]];
    expect(told([STARTED, CANCELLED])).toEqual(proved);
    expect(told([STARTED, GRANT, CANCELLED])).toEqual(proved);
    expect(told([STARTED, GRANT, CANCELLED], DEFERRED_TO)).toEqual(['expired', false, proved[2]]);
  });

  it('proves nothing where the deferral is recorded, whichever came later', () => {
    expect(told([STARTED, GRANT, DEFERRED, CANCELLED])).toEqual(['active', true, []]);
    const late = { ...DEFERRED, occurredAt: day('01', '21'), recordedAt: day('01', '21') };
    expect(told([STARTED, GRANT, CANCELLED, late])).toEqual(['active', true, []]);
  });

  it('counts beyond a deferral that is recorded, where another was lost', () => {
    const first = { ...DEFERRED, expiresAt: day('02', '05') };
    expect(told([STARTED, first, CANCELLED])).toEqual(['active', true, [CANCELLED.eventId]]);
  });

  it('is not known before the cancellation came', () => {
    const late = { ...CANCELLED, occurredAt: day('02', '11'), recordedAt: day('02', '11') };
    expect(told([STARTED, late])).toEqual(['expired', false, []]);
    expect(told([STARTED, late], day('02', '12'))).toEqual(['active', true, [late.eventId]]);
  });

  it('is that of the grace period where a charge had failed before', () => {
    const failed = news('billing_issue_detected', ENDS, { expiresAt: DEFERRED_TO });
    const late = { ...CANCELLED, occurredAt: day('02', '05'), recordedAt: day('02', '05') };
    expect(told([STARTED, failed, late])).toEqual(['in_grace_period', true, []]);
  });

  it('says nothing where it is an earlier one', () => {
    const early = { ...CANCELLED, expiresAt: day('01', '25') };
    expect(told([STARTED, early], day('01', '26')).slice(0, 2)).toEqual(['active', true]);
  });
});
