import { describe, expect, it } from '@jest/globals';
import { day, news } from '../test/news.js';
import { accessLevelsAt } from './answer.js';
import type { Fact } from './fact.js';

const PURCHASE = news('subscription_started', day('01'), { expiresAt: day('02') });

const isHeldBy = (profileId: string, facts: readonly Fact[], at = day('01', '20')) =>
  accessLevelsAt(facts, new Set([profileId]), { productLevels: {} }, at).get('premium')?.active ??
  false;

describe('the holders of a subscription of whose period no access update speaks', () => {
  it('are not those whom an event with an unknown name speaks of', () => {
    const unknown = news('unrecognised', day('01', '11'), { profileId: 'other' });
    expect(isHeldBy('buyer', [PURCHASE, unknown])).toBe(true);
    expect(isHeldBy('other', [PURCHASE, unknown])).toBe(false);
  });
});
