import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { hashBody, identify, parseBody } from '@subledger/adapty';
import { EVENT_TYPES } from '@subledger/domain';
import { bytesOf, GENERATOR_VERSION, lifecycleEvents } from './events.js';

const COUNT = 3_000;
const bodiesOf = (seed: number, lap = 0): readonly Buffer[] =>
  [...lifecycleEvents(seed, COUNT)].map((event) => bytesOf(event, lap));

const digestOf = (bodies: readonly Buffer[]): string =>
  bodies.reduce((hash, body) => hash.update(body), createHash('sha256')).digest('hex');

function identityOf(bytes: Buffer) {
  const parsed = parseBody(bytes);
  if (!parsed.ok) throw new Error(parsed.reason);
  return { ...identify(parsed.body, 'production', hashBody(bytes)), body: parsed.body };
}

const bodies = bodiesOf(1);
const identities = bodies.map(identityOf);

describe('the events of a seed', () => {
  it('are the same on every machine', () => {
    // Where this fails on purpose: raise GENERATOR_VERSION, and pin what it is now.
    expect([GENERATOR_VERSION, digestOf(bodies)]).toEqual([
      1,
      '4a918ae55e2b4ac81de2a7d19d19c33b35dd9df22843c8703aaf6fff0b21ce78',
    ]);
  });

  it('are others than those of another seed', () => {
    expect(digestOf(bodiesOf(2))).not.toBe(digestOf(bodies));
  });

  it('are events of their own, each with an identity that no other has', () => {
    expect(new Set(identities.map(({ eventId }) => eventId)).size).toBe(COUNT);
    expect(new Set(identities.map(({ basis }) => basis))).toEqual(new Set(['profile_event_id']));
    expect(new Set(identities.map((one) => one.statedEnvironment))).toEqual(
      new Set(['production']),
    );
  });

  it('are as long as the real ones', () => {
    const mean = bodies.reduce((sum, { length }) => sum + length, 0) / COUNT;
    expect(mean).toBeGreaterThan(2_200);
    expect(mean).toBeLessThan(2_500);
  });

  it('come in the order of their times, those of a profile between those of others', () => {
    const times = [...lifecycleEvents(1, COUNT)].map(({ atMs }) => atMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const neighbours = identities.filter(
      ({ stream }, place) => identities[place + 1]?.stream === stream,
    );
    // An event and the access update that goes with it are neighbours by nature.
    expect(neighbours.length / COUNT).toBeLessThan(0.6);
    expect(new Set(identities.map(({ stream }) => stream)).size).toBeGreaterThan(200);
  });

  it('tell of every turn that a life takes', () => {
    const told = new Set(identities.map(({ eventName }) => eventName));
    const never = EVENT_TYPES.filter((type) => !told.has(type));
    expect(never.toSorted()).toEqual([
      'subscription_active',
      'subscription_deferred',
      'trial_active',
      'trial_renewal_reactivated',
    ]);
  });
});

describe('another lap', () => {
  const lapped = bodiesOf(1, 42);

  it('is the same life of another customer: as long, and other in its ids only', () => {
    expect(lapped.map(({ length }) => length)).toEqual(bodies.map(({ length }) => length));
    const isDigit = (byte: number | undefined): boolean =>
      byte !== undefined && byte >= 0x30 && byte <= 0x39;
    const others = lapped.filter((body, place) =>
      body.some((byte, at) => byte !== bodies[place]?.[at] && !isDigit(bodies[place]?.[at])),
    );
    expect(others).toHaveLength(0);
    // The lap stands in a body as often as there are ids in it that something is told apart by.
    expect(lapped.filter((body, place) => bodies[place]?.equals(body))).toHaveLength(0);
  });

  it('shares no event and no stream with the first', () => {
    const [ids, streams] = [
      new Set(identities.map(({ eventId }) => eventId)),
      new Set(identities.map(({ stream }) => stream)),
    ];
    const shared = lapped
      .map(identityOf)
      .filter(({ eventId, stream }) => ids.has(eventId) || streams.has(stream));
    expect(shared).toEqual([]);
  });
});
