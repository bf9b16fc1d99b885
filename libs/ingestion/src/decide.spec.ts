import { describe, expect, it } from '@jest/globals';
import type { Position } from '@subledger/domain';
import fc from 'fast-check';
import { decide, type StreamState } from './decide.js';

type Delivery = Parameters<typeof decide>[1];

/** A stream that holds these, at the positions 0, 1, 2 … */
const given = (...held: readonly Delivery[]): StreamState => ({
  revision: held.length === 0 ? 'no_stream' : BigInt(held.length - 1),
  held: new Map(
    held.map(({ eventId, bodySha256 }, index) => [
      eventId,
      { bodySha256, position: String(index) as Position, revision: BigInt(index) },
    ]),
  ),
});

const delivery = (eventId: string, bodySha256: string): Delivery => ({
  eventId,
  bodySha256,
});

describe('a delivery', () => {
  it('is accepted where the stream is empty', () => {
    expect(decide(given(), delivery('event', 'body'))).toEqual({
      kind: 'accept',
      eventId: 'event',
    });
  });

  it('is accepted beside other events', () => {
    const state = given(delivery('other', 'body'));
    expect(decide(state, delivery('event', 'body')).kind).toBe('accept');
  });

  it('is a duplicate of the event with its identity and its body', () => {
    const state = given(delivery('other', 'x'), delivery('event', 'body'));
    expect(decide(state, delivery('event', 'body'))).toEqual({
      kind: 'duplicate',
      eventId: 'event',
      position: '1',
    });
  });

  it('conflicts with the event of its identity and another body', () => {
    const state = given(delivery('event', 'body'));
    const decision = decide(state, delivery('event', 'changed'));
    expect(decision).toMatchObject({ kind: 'conflict', conflictsWith: 'event' });
    expect(decision.eventId).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-/);
  });

  it('is a known conflict when the same conflicting body comes again', () => {
    const first = given(delivery('event', 'body'));
    const conflict = decide(first, delivery('event', 'changed'));
    const state = given(delivery('event', 'body'), delivery(conflict.eventId, 'changed'));
    expect(decide(state, delivery('event', 'changed'))).toEqual({
      kind: 'known_conflict',
      eventId: conflict.eventId,
      position: '1',
    });
  });
});

describe('any sequence of deliveries', () => {
  const few = fc.constantFrom('a', 'b', 'c');
  const deliveries = fc.array(fc.record({ eventId: few, bodySha256: few }), { maxLength: 40 });

  it('is recorded once for every pair of identity and body, in whatever order and number', () => {
    fc.assert(
      fc.property(deliveries, (sequence) => {
        const recorded: Delivery[] = [];
        for (const next of sequence) {
          const decision = decide(given(...recorded), next);
          if (decision.kind === 'accept' || decision.kind === 'conflict') {
            recorded.push(delivery(decision.eventId, next.bodySha256));
          }
        }
        const pairs = new Set(sequence.map((next) => `${next.eventId} ${next.bodySha256}`));
        expect(recorded).toHaveLength(pairs.size);
        expect(new Set(recorded.map(({ eventId }) => eventId)).size).toBe(pairs.size);
      }),
    );
  });
});
