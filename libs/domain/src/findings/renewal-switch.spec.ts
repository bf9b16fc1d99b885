import { describe, expect, it } from '@jest/globals';
import { day, news } from '../../test/news.js';
import type { Fact } from '../fact.js';
import { fold } from '../registers.js';
import { subscriptionAt } from '../subscription.js';
import { findingsAt } from './findings.js';

const ENDED_AT = day('01', '11');
const VOLUNTARILY = { cancellationReason: 'voluntarily_cancelled', expiresAt: ENDED_AT };

const STARTED = news('subscription_started', day('01'), { expiresAt: day('02') });
const GRANT = news('access_level_updated', day('01'), {
  access: { levelId: 'premium', isActive: true, expiresAt: day('02'), willRenew: true },
});
const EXPIRED = news('subscription_expired', ENDED_AT, VOLUNTARILY);

const missing = (...facts: readonly Fact[]) => {
  const registers = fold([STARTED, GRANT, ...facts]);
  const at = day('06');
  return findingsAt(registers, subscriptionAt(registers, at), at)
    .filter(({ kind }) => kind === 'cancellation-missing')
    .flatMap(({ because }) => because.eventIds);
};

describe('the cancellation of a period that expired voluntarily', () => {
  const later = news('subscription_renewal_cancelled', day('01', '12'), VOLUNTARILY);

  it('is missing where none came', () => {
    expect(missing(EXPIRED)).toEqual([EXPIRED.eventId]);
  });

  it('is not where its time lies after that of the expiry: nobody cancels what has expired', () => {
    expect(missing(EXPIRED, later)).toEqual([]);
  });

  it('is where the one that came is of another period, or was taken back before', () => {
    const next = { transactionId: '1001', purchasedAt: day('02') };
    const renewed = news('subscription_renewed', day('02'), { ...next, expiresAt: day('03') });
    expect(missing(EXPIRED, renewed, { ...later, ...next })).toEqual([EXPIRED.eventId]);
    const cancelled = news('subscription_renewal_cancelled', day('01', '05'), VOLUNTARILY);
    const reactivated = news('subscription_renewal_reactivated', day('01', '06'));
    expect(missing(cancelled, reactivated, EXPIRED)).toEqual([EXPIRED.eventId]);
    expect(missing(cancelled, reactivated, EXPIRED, later)).toEqual([]);
  });

  it('is before a reactivation that came after the last one', () => {
    const reactivated = news('subscription_renewal_reactivated', day('01', '06'));
    expect(missing(reactivated, { ...later, occurredAt: day('01', '07') })).toEqual([
      reactivated.eventId,
    ]);
  });
});

describe('the reactivation of a cancelled period that was renewed', () => {
  const cancelled = news('subscription_renewal_cancelled', day('01', '10'), {
    expiresAt: day('02'),
  });
  const off = news('access_level_updated', day('01', '10'), {
    access: { levelId: 'premium', isActive: true, expiresAt: day('02'), willRenew: false },
  });
  const next = { transactionId: '1001', purchasedAt: day('02'), consecutivePayments: 2 };
  const renewed = news('subscription_renewed', day('02'), { ...next, expiresAt: day('03') });

  const found = (...facts: readonly Fact[]) => {
    const registers = fold([STARTED, GRANT, ...facts]);
    const at = day('02', '10');
    return findingsAt(registers, subscriptionAt(registers, at), at).filter(
      ({ kind }) => kind === 'reactivation-missing',
    );
  };

  it('is missing, whichever of the cancellation and its access update comes first', () => {
    const nextDay = { occurredAt: day('01', '11'), recordedAt: day('01', '11') };
    for (const repeated of [off, { ...off, eventId: 'z' }, { ...off, ...nextDay }])
      expect(found(cancelled, repeated, renewed)).toMatchObject([
        { because: { eventIds: [cancelled.eventId, renewed.eventId] } },
      ]);
    const on = news('access_level_updated', day('01', '12'), {
      access: { levelId: 'premium', isActive: true, expiresAt: day('02'), willRenew: true },
    });
    expect(found(cancelled, off, on, renewed)).toEqual([]);
  });

  it('lies before the renewal was told, where that is dated back to before the cancellation', () => {
    const inRetry = { ...cancelled, occurredAt: day('02', '03'), recordedAt: day('02', '03') };
    const late = { ...renewed, occurredAt: day('02', '05'), recordedAt: day('02', '05') };
    for (const { from = '', until } of found(inRetry, late)) expect(from < until).toBe(true);
    expect(found(inRetry, late)).toMatchObject([{ from: day('02', '03'), until: day('02', '05') }]);
  });
});
