import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from './json.js';
import { renewal } from '../test/bodies.js';
import { accessUpdate, factOf } from '../test/facts.js';

describe('access', () => {
  it('is stated by an access update, also in strings', () => {
    const { access } = accessUpdate({
      is_active: 'True',
      will_renew: 'false',
      is_lifetime: 0,
      is_refund: false,
      is_in_grace_period: '1',
      starts_at: '2026-04-01T00:00:00Z',
      expires_at: '2026-05-01T00:00:00+0000',
      subscription_expires_at: '2026-06-01T00:00:00Z',
      billing_issue_detected_at: '2026-04-30T12:00:00.5Z',
    });
    expect(access).toEqual({
      levelId: 'archive',
      isActive: true,
      expiresAt: '2026-05-01T00:00:00.000000Z',
      startsAt: '2026-04-01T00:00:00.000000Z',
      willRenew: false,
      isLifetime: false,
      isInGracePeriod: true,
      isRefund: false,
      billingIssueDetectedAt: '2026-04-30T12:00:00.500000Z',
    });
  });

  it("ends with the subscription's date where it has none of its own", () => {
    const { access } = accessUpdate({
      expires_at: null,
      subscription_expires_at: '2026-06-01T00:00:00Z',
    });
    expect(access?.expiresAt).toBe('2026-06-01T00:00:00.000000Z');
  });

  it('is active by profile_has_access_level where is_active is unreadable', () => {
    const access = (inner: JsonObject) => accessUpdate(inner).access;
    expect(access({ is_active: 'perhaps', profile_has_access_level: 'FALSE' })?.isActive).toBe(
      false,
    );
    expect(access({ is_active: null, profile_has_access_level: true })?.isActive).toBe(true);
    expect(access({ is_active: null })).toBeUndefined();
    expect(access({ access_level_id: '' })).toBeUndefined();
  });

  it('is stated by no other event', () => {
    const fact = factOf(renewal({ access_level_id: 'archive', is_active: true }));
    expect(fact).not.toHaveProperty('access');
  });
});
