import { describe, expect, it } from '@jest/globals';
import { day, news, without } from '../test/news.js';
import { accessLevelsAt } from './answer.js';
import type { Fact } from './fact.js';
import type { Instant } from './instant.js';

const PURCHASE = news('subscription_started', day('01'), { expiresAt: day('02') });

const isHeldBy = (profileId: string, facts: readonly Fact[], at = day('01', '20')) =>
  accessLevelsAt(facts, new Set([profileId]), { productLevels: {} }, at).get('premium')?.active ??
  false;

const update = (profileId: string, occurredAt: Instant, said: Partial<Fact>, isActive = true) =>
  news('access_level_updated', occurredAt, {
    profileId,
    access: { levelId: 'premium', isActive, expiresAt: said.expiresAt ?? day('02') },
    ...said,
  });

describe('the holders of a subscription of whose period no access update speaks', () => {
  it('are not those whom an event with an unknown name speaks of', () => {
    const unknown = news('unrecognised', day('01', '11'), { profileId: 'other' });
    expect(isHeldBy('buyer', [PURCHASE, unknown])).toBe(true);
    expect(isHeldBy('other', [PURCHASE, unknown])).toBe(false);
  });

  describe('that names nobody', () => {
    const RENEWED = without(
      news('subscription_renewed', day('02'), {
        ...{ transactionId: '1001', purchasedAt: day('02'), expiresAt: day('03') },
      }),
      'profileId',
    );
    const FEBRUARY = day('02', '10');
    const told = (profileId: string, isActive: boolean): Fact =>
      update(profileId, day('01', '11'), {}, isActive);

    it('are those of the latest period that names somebody', () => {
      expect(isHeldBy('buyer', [PURCHASE, RENEWED], FEBRUARY)).toBe(true);
      const again = { ...RENEWED, eventId: 'again', transactionId: '1002', purchasedAt: day('03') };
      const facts = [PURCHASE, RENEWED, { ...again, expiresAt: day('04') }];
      expect(isHeldBy('buyer', facts, day('03', '10'))).toBe(true);
    });

    it('are not those from whom it was taken, where somebody has it left', () => {
      const moved = [PURCHASE, told('buyer', false), told('other', true), RENEWED];
      expect(isHeldBy('buyer', moved, FEBRUARY)).toBe(false);
      expect(isHeldBy('other', moved, FEBRUARY)).toBe(true);
      expect(isHeldBy('buyer', [PURCHASE, told('buyer', false), RENEWED], FEBRUARY)).toBe(true);
    });

    it('are whoever news of no period names, where no period names anybody', () => {
      const purchase = without(PURCHASE, 'profileId');
      const cancelled = news('subscription_renewal_cancelled', day('01', '11'));
      const switched = without(cancelled, 'transactionId', 'purchasedAt');
      expect(isHeldBy('buyer', [purchase, switched])).toBe(true);
      const unknown = news('unrecognised', day('01', '11'));
      expect(isHeldBy('buyer', [purchase, unknown])).toBe(false);
    });
  });
});

describe("a profile's access", () => {
  const RENEWAL = { transactionId: '1001', purchasedAt: day('02'), expiresAt: day('03') };
  const RENEWED = news('subscription_renewed', day('02'), RENEWAL);
  const FEBRUARY = day('02', '10');
  const SHARED = [
    ...[PURCHASE, update('buyer', day('01'), {}), update('other', day('01', '11'), {})],
    RENEWED,
  ];

  it('is not taken away by an update of another profile', () => {
    const facts = [...SHARED, update('other', day('02'), RENEWAL)];
    expect(isHeldBy('buyer', SHARED, FEBRUARY)).toBe(true);
    expect(isHeldBy('buyer', facts, FEBRUARY)).toBe(true);
    expect(isHeldBy('other', facts, FEBRUARY)).toBe(true);
    const removal = update('other', day('01', '11'), {}, false);
    expect(isHeldBy('buyer', [PURCHASE, removal])).toBe(true);
    expect(isHeldBy('other', [PURCHASE, removal])).toBe(false);
  });

  it('is not given by the list of an update that takes it away from another', () => {
    const removal = update(
      ...(['buyer', day('01', '11'), { sharedWith: [{ profileId: 'other' }] }, false] as const),
    );
    expect(isHeldBy('other', [PURCHASE, removal])).toBe(false);
  });
});
