import { describe, expect, it } from '@jest/globals';
import { ENVIRONMENTS } from '@subledger/domain';
import fc from 'fast-check';
import { identify } from './identify.js';
import { isJsonObject, type JsonObject } from './json.js';
import {
  anyObject,
  bodyOf,
  hostileEnvelope,
  OTHER_PROFILE,
  PROFILE,
  renewal,
  renewalWithout,
} from '../test/bodies.js';

const HASH = 'a'.repeat(64);
const OTHER_HASH = 'b'.repeat(64);
const UUID_V8 = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const eventId = (body: JsonObject, hash = HASH) => identify(body, 'production', hash).eventId;
const stream = (body: JsonObject) => identify(body, 'production', HASH).stream;

describe("an event's identity", () => {
  it('is the same forever', () => {
    expect(identify(renewal(), 'production', HASH)).toEqual({
      // Hashed by another program: a changed id would make every retried delivery a new event.
      eventId: '808b7e1d-9ae7-822a-aeb6-ff1e7e54fe5e',
      basis: 'profile_event_id',
      stream: `production-${PROFILE}`,
      statedEnvironment: 'production',
      eventName: 'subscription_renewed',
      profileId: PROFILE,
    });
  });

  it('does not depend on case, on the body or on the place of its fields', () => {
    const id = eventId(renewal());
    expect(eventId(renewal(), OTHER_HASH)).toBe(id);
    expect(eventId(renewal({ profile_id: PROFILE.toUpperCase() }))).toBe(id);
    expect(eventId(renewal({}, { event_type: 'Subscription_Renewed' }))).toBe(id);
    expect(eventId(renewal({ profile_event_id: 'C2A1D9E4-7F36-4B08-8D15-3E9F60B7A2C1' }))).toBe(id);
    expect(eventId(renewal({ profile_id: null }))).toBe(id);
  });

  it('differs by profile, name and profile_event_id', () => {
    const ids = [
      renewal(),
      renewal({ profile_id: OTHER_PROFILE }),
      renewal({ profile_id: 'Reader' }),
      renewal({ profile_id: 'reader' }),
      renewal({}, { event_type: 'subscription_expired' }),
      renewal({ profile_event_id: 'another' }),
    ].map((body) => eventId(body));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each([null, ''])('is read from the content where profile_event_id is %j or absent', (none) => {
    const body = renewal({ profile_event_id: none });
    expect(identify(body, 'production', HASH).basis).toBe('content');
    expect(eventId(body)).toBe(eventId(renewalWithout('profile_event_id')));
    const ids = [
      eventId(body),
      eventId(body, OTHER_HASH),
      eventId(renewal({ profile_event_id: none, transaction_id: '2003' })),
      eventId(renewal({ profile_event_id: none, original_transaction_id: '1999' })),
      eventId(renewal({ profile_event_id: none, event_datetime: '2026-04-02T08:15:31Z' })),
      eventId(renewal({ profile_event_id: none, access_level_id: 'archive' })),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("takes the inner profile for the event's own, and the root's where there is none", () => {
    const own = renewal({ profile_id: OTHER_PROFILE.toUpperCase() });
    expect(identify(own, 'production', HASH).profileId).toBe(OTHER_PROFILE);
    const rootOnly = renewal({ profile_id: null });
    expect(identify(rootOnly, 'production', HASH).profileId).toBe(PROFILE);
    const none = { ...renewal(), event_properties: null };
    expect(identify(none, 'production', HASH)).toMatchObject({
      profileId: PROFILE,
      basis: 'content',
    });
  });

  it.each([
    ['Production', 'production'],
    ['SANDBOX', 'sandbox'],
    ['staging', 'unknown'],
    ['', undefined],
    [null, undefined],
  ])('reports the environment %j', (stated, environment) => {
    const { statedEnvironment } = identify(renewal({ environment: stated }), 'sandbox', HASH);
    expect(statedEnvironment).toBe(environment);
  });
});

describe("an event's stream", () => {
  const profileless = (inner: JsonObject = {}) =>
    renewal({ profile_id: null, ...inner }, { profile_id: null });

  it('is that of its profile', () => {
    expect(stream(renewal({ profile_id: PROFILE.toUpperCase() }))).toBe(`production-${PROFILE}`);
    expect(stream(renewal({ profile_id: '$all/../x' }))).toMatch(
      /^production-profile_[0-9a-f]{40}$/,
    );
  });

  it('is that of its chain without a profile, however the transaction is written', () => {
    const chain = stream(profileless());
    expect(chain).toMatch(/^production-chain_[0-9a-f]{40}$/);
    expect(stream(profileless({ transaction_id: '2009' }))).toBe(chain);
    expect(stream(profileless({ original_transaction_id: 2001 }))).toBe(chain);
    expect(stream(profileless({ original_transaction_id: null, transaction_id: '2001' }))).toBe(
      chain,
    );
    expect(stream(profileless({ store: 'play_store' }))).not.toBe(chain);
  });

  it('is its own where it has neither', () => {
    const body = profileless({ transaction_id: null, original_transaction_id: '' });
    expect(stream(body)).toBe(`production-event_${eventId(body)}`);
  });
});

describe('for every body', () => {
  it('an identity is bounded, and production and sandbox share neither id nor stream', () => {
    fc.assert(
      fc.property(fc.oneof(hostileEnvelope, anyObject), (body) => {
        const [production, sandbox] = ENVIRONMENTS.map((each) => identify(body, each, HASH));
        for (const identity of [production, sandbox]) {
          expect(identity?.eventId).toMatch(UUID_V8);
          expect(identity?.stream).toMatch(/^(production|sandbox)-[0-9a-z_-]{1,50}$/);
        }
        expect(production?.eventId).not.toBe(sandbox?.eventId);
        expect(production?.stream).not.toBe(sandbox?.stream);
      }),
      { numRuns: 2000 },
    );
  });

  it('nothing but profile, name and profile_event_id counts where the last is there', () => {
    const same = identify(renewal(), 'production', HASH);
    const identifying = ['profile_id', 'event_type', 'profile_event_id', 'event_properties'];
    const others = (body: JsonObject) =>
      Object.fromEntries(Object.entries(body).filter(([name]) => !identifying.includes(name)));
    const shuffled = (body: JsonObject) => Object.fromEntries(Object.entries(body).reverse());
    fc.assert(
      fc.property(
        hostileEnvelope,
        fc.boolean(),
        fc.constantFrom(undefined, 1, '\t'),
        (hostile, reverse, indent) => {
          const inner = hostile.event_properties;
          const plain = renewal(isJsonObject(inner) ? others(inner) : {}, others(hostile));
          const body = reverse ? shuffled(plain) : plain;
          const again = identify(
            bodyOf(JSON.stringify(body, null, indent)),
            'production',
            OTHER_HASH,
          );
          expect([again.eventId, again.stream]).toEqual([same.eventId, same.stream]);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
