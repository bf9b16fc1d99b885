import { describe, expect, it } from '@jest/globals';
import { day, news, without } from '../test/news.js';
import { accessLevelsAt, answerAt } from './answer.js';
import type { AccessStatement, Fact } from './fact.js';
import type { Instant } from './instant.js';

const update = (at: Instant, said: Partial<AccessStatement>, of: Partial<Fact> = {}): Fact =>
  news('access_level_updated', at, {
    access: { levelId: 'premium', isActive: true, ...said },
    ...of,
  });

const NO_POLICY = { productLevels: {} };

const undated = (fact: Fact): Fact => without(fact, 'purchasedAt');

/** Granted in Adapty's dashboard: no store's chain, and no transaction. */
const outsideStores = (fact: Fact): Fact => without(fact, 'chain', 'transactionId');

const LIFETIME = update(day('01'), { isLifetime: true });
const REMOVAL = undated(update(day('01', '10'), { isActive: false }));

const isActive = (facts: readonly Fact[], at: Instant, levelId = 'premium') =>
  accessLevelsAt(facts, new Set(['buyer']), { productLevels: {} }, at).get(levelId)?.active;

describe('an access update that names no purchase date', () => {
  it('takes away what a dated one gave, where nothing else is known of the chain', () => {
    expect(isActive([LIFETIME], day('03'))).toBe(true);
    expect(isActive([LIFETIME, REMOVAL], day('03'))).toBe(false);
    const refund = news('non_subscription_purchase_refunded', day('01', '10'));
    expect(isActive([LIFETIME, refund, REMOVAL], day('03'))).toBe(false);
    expect(isActive([REMOVAL, { ...LIFETIME, recordedAt: day('01', '20') }], day('03'))).toBe(
      false,
    );
  });

  it('takes away what was granted outside the stores', () => {
    expect(isActive([LIFETIME, REMOVAL].map(outsideStores), day('03'))).toBe(false);
  });

  it('does not outrank a later dated one of its grant by what was said of another', () => {
    const facts = [
      LIFETIME,
      update(day('02'), { levelId: 'pro' }, { purchasedAt: day('02') }),
      undated(update(day('02', '10'), {})),
      update(day('02', '20'), { isActive: false }),
    ].map(outsideStores);
    expect(isActive(facts, day('03'))).toBe(false);
    expect(isActive(facts, day('03'), 'pro')).toBe(true);
  });

  it('goes on where a dated one of the transaction before runs out, as for a family', () => {
    const january = update(day('01'), { expiresAt: day('02') });
    const february = undated(
      update(day('02'), { expiresAt: day('03') }, { transactionId: '1001' }),
    );
    expect(isActive([january, february], day('02', '10'))).toBe(true);
    const end = undated(update(day('03'), { isActive: false }, { transactionId: '1001' }));
    expect(isActive([january, february, end], day('03'))).toBe(false);
  });

  it('is of the period that another update dates, where the purchase is missing', () => {
    const february = { transactionId: '1001', purchasedAt: day('02') };
    const facts = [
      news('subscription_started', day('01'), { expiresAt: day('02') }),
      update(day('02'), { expiresAt: day('03') }, february),
      undated(update(day('02', '10'), { isActive: false }, february)),
    ];
    expect(isActive(facts, day('02', '20'))).toBe(false);
  });

  it('says less than a dated one that is told later', () => {
    const other = { eventId: 'other', transactionId: '0999' };
    const first = undated(update(day('01'), { isActive: false }, other));
    expect(isActive([first, LIFETIME], day('03'))).toBe(true);
    const restored = update(day('01', '20'), { isLifetime: true });
    expect(isActive([LIFETIME, REMOVAL, restored], day('03'))).toBe(true);
  });

  it('is of the next period where it comes a second before its purchase, by the end that it names', () => {
    const facts = [
      news('subscription_started', day('01'), { expiresAt: day('02') }),
      news('subscription_renewed', '2026-02-01T00:00:01.000000Z' as Instant, {
        ...{ transactionId: '1001', purchasedAt: '2026-02-01T00:00:01.000000Z' as Instant },
        expiresAt: day('03'),
      }),
    ];
    const early = without(undated(update(day('02'), { expiresAt: day('03') })), 'transactionId');
    const before = update(day('01'), { expiresAt: day('02') });
    expect(isActive([...facts, before, early], day('02', '10'))).toBe(true);
    const missing = answerAt(
      [...facts, before, early],
      new Set(['buyer']),
      NO_POLICY,
      day('02', '10'),
    );
    expect(missing.findings).toEqual([]);
    const levels = accessLevelsAt(
      [...facts, before, early],
      new Set(['buyer']),
      NO_POLICY,
      day('02', '10'),
    );
    expect(levels.get('premium')?.basis).toBe('access_update');
  });

  it('is of the period that had begun, where an upgrade has kept the end that it names', () => {
    const upgraded = { transactionId: '1001', productId: 'gold', purchasedAt: day('01', '20') };
    const gold = { levelId: 'gold', isActive: true, expiresAt: day('02') };
    const facts = [
      news('subscription_started', day('01'), { expiresAt: day('02') }),
      without(undated(update(day('01'), { expiresAt: day('02') })), 'transactionId'),
      news('subscription_refunded', day('01', '20'), { cancellationReason: 'upgraded' }),
      undated(update(day('01', '20'), { isActive: false })),
      news('subscription_started', day('01', '20'), { ...upgraded, expiresAt: day('02') }),
      undated({ ...update(day('01', '20'), gold), ...upgraded, eventId: 'gold' }),
    ];
    expect(isActive(facts, day('01', '25'))).toBe(false);
    expect(isActive(facts, day('01', '25'), 'gold')).toBe(true);
  });

  it('takes nothing away of the running period where it names the end of the one before', () => {
    const next = { transactionId: '1001', purchasedAt: day('02') };
    const facts = [
      news('subscription_started', day('01'), { expiresAt: day('02') }),
      news('subscription_renewed', day('02'), { ...next, expiresAt: day('03') }),
      { ...update(day('02'), { expiresAt: day('03') }), ...next },
    ];
    const removal = without(
      undated(update(day('02', '05'), { isActive: false, expiresAt: day('02') })),
      'transactionId',
    );
    expect(isActive([...facts, removal], day('02', '10'))).toBe(true);
    const ofThis = {
      ...removal,
      access: { levelId: 'premium', isActive: false, expiresAt: day('03') },
    };
    expect(isActive([...facts, ofThis], day('02', '10'))).toBe(false);
  });
});
