import { describe, expect, it } from '@jest/globals';
import { day, news, without } from '../test/news.js';
import { accessLevelsAt, answerAt } from './answer.js';
import type { AccessStatement, Fact } from './fact.js';
import type { Instant } from './instant.js';

const ENDS = day('12');
const REFUNDED_AT = day('01', '11');

const update = (
  occurredAt: Instant,
  access: Partial<AccessStatement> = {},
  said: Partial<Fact> = {},
): Fact => ({
  ...without(news('access_level_updated', occurredAt), 'purchasedAt'),
  access: { levelId: 'premium', isActive: true, expiresAt: ENDS, willRenew: true, ...access },
  ...said,
});

const YEARLY = news('subscription_started', day('01'), { expiresAt: ENDS });
const GRANT = update(day('01'));
const REFUND = news('subscription_refunded', REFUNDED_AT, { expiresAt: REFUNDED_AT });

const premium = (facts: readonly Fact[], at: Instant = day('06'), profileId = 'buyer') =>
  accessLevelsAt(facts, new Set([profileId]), { productLevels: {} }, at).get('premium');

describe('an active access update whose period was ended after it', () => {
  it.each(['subscription_refunded', 'subscription_expired'] as const)(
    'gives no access: %s',
    (type) => {
      const ending = { ...REFUND, type };
      expect(premium([YEARLY, GRANT, ending], day('01', '10'))?.active).toBe(true);
      expect(premium([YEARLY, GRANT, ending])).toEqual({
        ...{ active: false, expiresAt: REFUNDED_AT, willRenew: false, isLifetime: false },
        ...{ inGracePeriod: false, basis: 'access_update' },
        because: { rule: 'period-ended-since', eventIds: [GRANT.eventId, ending.eventId] },
      });
    },
  );

  it('gives it again where a newer update says so, as after a refund that was taken back', () => {
    const restored = update(day('01', '12'));
    expect(premium([YEARLY, GRANT, REFUND, restored])?.because.rule).toBe('access-update-active');
    expect(premium([YEARLY, GRANT, REFUND, update(REFUNDED_AT)])?.active).toBe(true);
  });

  it('gives none in what was to be a grace period either', () => {
    const january = { ...YEARLY, expiresAt: day('02') };
    const grace = update(day('02'), { expiresAt: day('02', '17'), isInGracePeriod: true });
    const failed = news('entered_grace_period', day('02'), { expiresAt: day('02', '17') });
    const facts = [january, failed, grace, news('subscription_expired', day('02', '10'))];
    expect(premium(facts, day('02', '09'))?.active).toBe(true);
    expect(premium(facts, day('02', '11'))).toMatchObject({ active: false, inGracePeriod: false });
  });

  it('gives none to anybody who shares it, nor to whom it had moved', () => {
    const shared = { ...GRANT, sharedWith: [{ profileId: 'family' }] };
    const moved = update(day('01', '05'), {}, { profileId: 'other' });
    const facts = [YEARLY, shared, moved, REFUND];
    for (const profileId of ['buyer', 'family', 'other'])
      expect(premium(facts, day('06'), profileId)?.because.rule).toBe('period-ended-since');
  });

  it('is still a disagreement that is told', () => {
    const { findings } = answerAt(
      [YEARLY, GRANT, REFUND],
      new Set(['buyer']),
      { productLevels: {} },
      day('06'),
    );
    expect(findings.map(({ kind }) => kind)).toEqual(['access-disagrees']);
  });
});

describe('an active access update goes on giving access', () => {
  const NEXT = { transactionId: '1001', productId: 'pro.yearly' };

  it('where an older period was refunded', () => {
    const january = { ...YEARLY, expiresAt: day('02') };
    const renewed = news('subscription_renewed', day('02'), {
      ...{ ...NEXT, purchasedAt: day('02'), expiresAt: ENDS },
    });
    const facts = [january, GRANT, renewed, update(day('02'), {}, NEXT)];
    const refund = { ...REFUND, occurredAt: day('02', '11'), recordedAt: day('02', '11') };
    expect(premium([...facts, refund])?.active).toBe(true);
  });

  it('for ever, or where it names no subscription', () => {
    const lifetime = update(day('01'), { isLifetime: true });
    expect(premium([YEARLY, lifetime, REFUND])?.active).toBe(true);
    const granted = without(GRANT, 'chain', 'transactionId');
    expect(premium([YEARLY, { ...granted, eventId: 'by hand' }, REFUND])?.active).toBe(true);
  });

  it('where it names no transaction and reaches beyond the period that ended', () => {
    const january = { ...YEARLY, expiresAt: day('02') };
    const next = { ...without(update(day('01', '31')), 'transactionId'), eventId: 'next' };
    const expired = news('subscription_expired', day('02'));
    expect(premium([january, next, expired])?.active).toBe(true);
  });

  it('no longer than its period, where it names no transaction and reaches no further', () => {
    const undated = { ...without(update(day('01', '05')), 'transactionId'), eventId: 'undated' };
    expect(premium([YEARLY, undated, REFUND], day('01', '10'))?.active).toBe(true);
    expect(premium([YEARLY, undated, REFUND])?.active).toBe(false);
  });

  it('of a product that took the place of another on the same dates, also while its update is missing', () => {
    const changed = news('subscription_started', REFUNDED_AT, {
      ...{ ...NEXT, purchasedAt: day('01'), expiresAt: ENDS },
    });
    const facts = [YEARLY, GRANT, { ...REFUND, cancellationReason: 'upgraded' }, changed];
    expect(premium(facts)).toMatchObject({ active: true, basis: 'subscription' });
    const removal = { ...update(REFUNDED_AT, { isActive: false }), eventId: 'removal' };
    expect(premium([...facts, removal])?.active).toBe(true);
    expect(premium([...facts, removal, update(REFUNDED_AT, {}, NEXT)])).toMatchObject({
      active: true,
      basis: 'access_update',
    });
  });
});
