import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { faultOfEnvelope, isPlain, validatedFault } from './envelope.js';

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
    [
      { event_type: 'x', profile_id: {} },
      'profile_id must be a number or a text of at most 1024 characters',
    ],
    [
      { event_type: 'x', profile_id: 'x'.repeat(1025) },
      'profile_id must be a number or a text of at most 1024 characters',
    ],
    [{ event_type: 'x', event_properties: 'none' }, 'event_properties must be an object or null'],
    [{ event_type: 'x', event_properties: [] }, 'event_properties must be an object or null'],
    [
      { event_type: 'x', event_properties: { transaction_id: [1] } },
      'event_properties.transaction_id must be a number or a text of at most 1024 characters',
    ],
    [
      { event_type: 'x', event_properties: { profile_event_id: true } },
      'event_properties.profile_event_id must be a number or a text of at most 1024 characters',
    ],
  ])('is unusable: %j', (body, sentence) => {
    expect(faultOfEnvelope(body)).toBe(sentence);
  });
});

describe('an envelope that is plain at first sight', () => {
  const texts = fc.oneof(
    fc.string(),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('', ' ', 'x', ' x', 'x ', '\uFE0F', 'x'.repeat(255), 'x'.repeat(256), 'é'),
  );
  const ids = fc.oneof(
    texts,
    fc.constantFrom(
      'x'.repeat(1024),
      'x'.repeat(1025),
      null,
      undefined,
      7,
      7n,
      Number.NaN,
      true,
      {},
      [],
    ),
  );
  const properties = fc.record(
    {
      profile_event_id: ids,
      profile_id: ids,
      transaction_id: ids,
      original_transaction_id: ids,
      access_level_id: ids,
      added_tomorrow: fc.anything(),
    },
    { requiredKeys: [] },
  );
  const bodies = fc.record(
    {
      event_type: fc.oneof(texts, fc.anything()),
      profile_id: ids,
      customer_user_id: ids,
      event_properties: fc.oneof(properties, fc.anything()),
    },
    { requiredKeys: [] },
  );

  it('is one that validation takes, and any other is left to validation', () => {
    const seen = { plain: 0, left: 0 };
    fc.assert(
      fc.property(bodies, (body) => {
        seen[isPlain(body) ? 'plain' : 'left'] += 1;
        if (isPlain(body)) expect(validatedFault(body)).toBeNull();
        expect(faultOfEnvelope(body)).toBe(validatedFault(body));
      }),
      { numRuns: 2_000 },
    );
    expect(Math.min(seen.plain, seen.left)).toBeGreaterThan(50);
  });
});
