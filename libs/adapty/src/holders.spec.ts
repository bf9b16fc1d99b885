import { describe, expect, it } from '@jest/globals';
import type { JsonValue } from './json.js';
import { OTHER_PROFILE, PROFILE } from '../test/bodies.js';
import { accessUpdate } from '../test/facts.js';

describe('holders', () => {
  const listing = (...list: JsonValue[]) => ({ profiles_sharing_access_level: list });
  const B = { profile_id: OTHER_PROFILE, customer_user_id: 'reader-18' };

  it('are the profile and those that its access is shared with', () => {
    const anonymous = { profile_id: 'Guest', customer_user_id: null };
    const { sharedWith } = accessUpdate({}, listing(B, anonymous));
    expect(sharedWith).toEqual([
      { profileId: OTHER_PROFILE, customerUserId: 'reader-18' },
      { profileId: 'Guest' },
    ]);
  });

  it.each([null, [], undefined, '', {}, [null, 1, 'x', {}, [B], { customer_user_id: 'who' }]])(
    'are not shared with anyone by the list %j',
    (list) => {
      const root = list === undefined ? {} : { profiles_sharing_access_level: list };
      expect(accessUpdate({}, root)).not.toHaveProperty('sharedWith');
    },
  );

  it('do not share with themselves, but may be named by the list', () => {
    const self = { profile_id: PROFILE.toUpperCase(), customer_user_id: 'listed' };
    const named = accessUpdate({}, listing(self, B));
    expect(named.customerUserId).toBe('reader-17');
    expect(named.sharedWith).toEqual([{ profileId: OTHER_PROFILE, customerUserId: 'reader-18' }]);
    const anonymous = accessUpdate({}, { ...listing(self), customer_user_id: null });
    expect(anonymous.customerUserId).toBe('listed');
    expect(anonymous).not.toHaveProperty('sharedWith');
  });

  it("do not take the customer of another profile where the list names the profile's own", () => {
    const fact = accessUpdate({ profile_id: OTHER_PROFILE }, listing(B));
    expect(fact).toMatchObject({ profileId: OTHER_PROFILE, customerUserId: 'reader-18' });
  });

  it.each([
    [{ profile_id: OTHER_PROFILE, customer_user_id: null }],
    [{ profile_id: PROFILE, customer_user_id: 'reader-17' }],
  ])("do not take another profile's customer where the list tells them apart by %j", (listed) => {
    const fact = accessUpdate({ profile_id: OTHER_PROFILE }, listing(listed));
    expect(fact.profileId).toBe(OTHER_PROFILE);
    expect(fact).not.toHaveProperty('customerUserId');
  });

  it.each([[null], [[]]])(
    "have the root's customer where the list %j tells of nobody, as in samples whose ids differ",
    (list) => {
      const told = { profiles_sharing_access_level: list };
      const fact = accessUpdate({ profile_id: OTHER_PROFILE }, told);
      expect(fact).toMatchObject({
        profileId: OTHER_PROFILE,
        customerUserId: 'reader-17',
      });
    },
  );

  it('have the customer that the event itself names beside its own profile', () => {
    const own = { profile_id: OTHER_PROFILE, customer_user_id: 'own' };
    expect(accessUpdate(own)).toMatchObject({ customerUserId: 'own' });
    expect(accessUpdate(own, listing(B))).toMatchObject({ customerUserId: 'own' });
  });

  it('are at most a hundred', () => {
    const many = Array.from({ length: 500 }, (_, index) => ({ profile_id: `p${index}` }));
    expect(accessUpdate({}, listing(...many)).sharedWith).toHaveLength(100);
  });
});
