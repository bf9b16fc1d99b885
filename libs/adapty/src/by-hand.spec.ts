import { describe, expect, it } from '@jest/globals';
import type { Fact, Instant } from '@subledger/domain';
import fc from 'fast-check';
import { readAnnotation, readCorrection, writeByHand } from './by-hand.js';

const recorded = {
  eventId: 'the correction',
  environment: 'production',
  recordedAt: '2026-03-01T00:00:00.000000Z' as Instant,
  stream: 'production-a',
} as const;

const body = (transaction: string, fields: object = {}): string =>
  JSON.stringify({
    profile_id: 'p-1',
    customer_user_id: 'user-1',
    event_type: 'subscription_started',
    event_properties: { store: 'app_store', original_transaction_id: transaction, ...fields },
  });

const correct = (replacement: string | null, original = body('1000')): readonly Fact[] =>
  readCorrection(
    recorded,
    writeByHand({
      by: 'Boris',
      why: 'wrong',
      scope: 'admin',
      replacement,
      supersedes: { eventId: 'the original', body: original },
    }),
    {},
  );

describe('a correction', () => {
  it('without a replacement takes the event away from its own chain, and ties no customer to it', () => {
    expect(correct(null)).toEqual([
      {
        ...recorded,
        type: 'retraction',
        name: 'event_superseded',
        occurredAt: recorded.recordedAt,
        chain: { store: 'app_store', originalTransactionId: '1000' },
        profileId: 'p-1',
        supersedes: 'the original',
        note: { by: 'Boris', text: 'wrong' },
      },
    ]);
  });

  it('about the same chain is one fact, about another chain two', () => {
    const states = {
      supersedes: 'the original',
      eventId: 'the correction',
      type: 'subscription_started',
    };
    expect(correct(body('1000', { price_usd: 1 }))).toMatchObject([states]);
    const [statement, retraction, ...more] = correct(body('2000'));
    expect(statement).toMatchObject({ ...states, chain: { originalTransactionId: '2000' } });
    expect(retraction).toMatchObject({
      type: 'retraction',
      chain: { originalTransactionId: '1000' },
    });
    expect(more).toEqual([]);
  });

  it('keeps ids exact that a float would not hold', () => {
    const long = '12345678901234567890';
    const [fact] = correct(body('1000').replace('"1000"', long));
    expect(fact?.chain?.originalTransactionId).toBe(long);
  });

  it('of any bytes is read without an error', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((text) => new TextEncoder().encode(text)),
        ),
        (bytes) => {
          expect(readCorrection(recorded, bytes, {})).toHaveLength(1);
          expect(readAnnotation(recorded, bytes).type).toBe('annotation');
        },
      ),
    );
  });
});

describe('an annotation', () => {
  it('says who wrote it about what, and ties no customer to the profile', () => {
    const document = {
      by: 'Anna',
      text: 'called',
      scope: 'admin',
      customerUserId: 'user-1',
      profileId: 'p-1',
      eventId: 'e-1',
    };
    expect(readAnnotation(recorded, writeByHand(document))).toEqual({
      ...recorded,
      type: 'annotation',
      name: 'customer_annotated',
      occurredAt: recorded.recordedAt,
      profileId: 'p-1',
      note: { by: 'Anna', text: 'called', about: 'e-1' },
    });
  });
});
