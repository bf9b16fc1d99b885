import { describe, expect, it } from '@jest/globals';
import { faultOfEnvelope } from './envelope.js';

describe('an envelope', () => {
  it.each([
    { event_type: 'subscription_started' },
    { event_type: 'A custom name', event_properties: null },
    { event_type: 'x', event_properties: '', profile_id: null, customer_user_id: null },
    { event_type: 'x', event_properties: {}, added_tomorrow: [{ deep: true }] },
    { event_type: 'x', profile_id: 7, customer_user_id: '' },
    { event_type: 'x', event_properties: { transaction_id: 1000, profile_event_id: null } },
    { event_type: 'x', event_properties: { transaction_id: '1234567890123456789' } },
  ])('will do: %j', (body) => {
    expect(faultOfEnvelope(body)).toBeNull();
  });

  it.each([
    [{}, 'event_type must be a text of 1 to 255 characters'],
    [{ event_type: null }, 'event_type must be a text of 1 to 255 characters'],
    [{ event_type: 7 }, 'event_type must be a text of 1 to 255 characters'],
    [{ event_type: ' ' }, 'event_type must be a text of 1 to 255 characters'],
    [{ event_type: 'x'.repeat(256) }, 'event_type must be a text of 1 to 255 characters'],
    [{ event_type: 'x', profile_id: {} }, 'profile_id must be a text or a number'],
    [{ event_type: 'x', profile_id: 'x'.repeat(1025) }, 'profile_id must be a text or a number'],
    [{ event_type: 'x', event_properties: 'none' }, 'event_properties must be an object or null'],
    [{ event_type: 'x', event_properties: [] }, 'event_properties must be an object or null'],
    [
      { event_type: 'x', event_properties: { transaction_id: [1] } },
      'event_properties.transaction_id must be a text or a number',
    ],
    [
      { event_type: 'x', event_properties: { profile_event_id: true } },
      'event_properties.profile_event_id must be a text or a number',
    ],
  ])('is unusable: %j', (body, sentence) => {
    expect(faultOfEnvelope(body)).toBe(sentence);
  });
});
