import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Flow, flows, relabel } from './index.js';

const ID_FIELDS = new Set([
  'customer_user_id',
  'profile_id',
  'profile_event_id',
  'transaction_id',
  'original_transaction_id',
]);
const UUID = /^[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

/** A label as `relabel` takes one, and a flow to put it on. */
const labels = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => !text.includes('@'));
const someFlow = fc.constantFrom(...flows);

/** Every id in the flow, in the order in which the flow's JSON has them: deliveries and expectations. */
function idsOf(flow: Flow): string[] {
  const ids: string[] = [];
  visitIds(flow, (id) => ids.push(id));
  return ids;
}

/** The flow's JSON without its ids. */
function restOf(flow: Flow): unknown {
  const held = new Set(idsOf(flow));
  return JSON.parse(
    JSON.stringify(flow, (_, value: unknown) => {
      if (typeof value === 'string' && held.has(value)) return '(id)';
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
      return Object.fromEntries(
        Object.entries(value).map(([key, one]) => [held.has(key) ? '(id)' : key, one as unknown]),
      );
    }),
  );
}

const shared = (some: readonly string[], others: readonly string[]): string[] => {
  const known = new Set(some);
  return others.filter((id) => known.has(id));
};

function visitIds(flow: Flow, visit: (id: string) => void): void {
  for (const { deliver, expect: expected } of flow.steps) {
    JSON.stringify(deliver, (field, value: unknown) => {
      if (ID_FIELDS.has(field) && typeof value === 'string') visit(value);
      return value;
    });
    for (const part of [expected.subscriptions, expected.access, expected.purchases])
      Object.keys(part ?? {}).forEach(visit);
  }
}

describe('a relabelled flow', () => {
  it('renames every id, each to one other, and two ids never to the same', () => {
    fc.assert(
      fc.property(someFlow, labels, (flow, label) => {
        const [before, after] = [idsOf(flow), idsOf(relabel(flow, label))];
        expect(after).toHaveLength(before.length);
        const pairs = new Set(before.map((id, place) => `${id} ${after[place] ?? ''}`));
        expect(pairs.size).toBe(new Set(before).size);
        expect(new Set(after).size).toBe(new Set(before).size);
        expect(shared(before, after)).toEqual([]);
      }),
    );
  });

  it('changes nothing else, nor the flow that it was made from', () => {
    fc.assert(
      fc.property(someFlow, (flow) => {
        const before = JSON.stringify(flow);
        expect(restOf(relabel(flow, 'a label'))).toEqual(restOf(flow));
        expect(JSON.stringify(flow)).toBe(before);
      }),
    );
  });

  it('shares no id with a flow of another label, be it the same flow or another', () => {
    fc.assert(
      fc.property(someFlow, someFlow, labels, labels, (one, other, a, b) => {
        fc.pre(a !== b);
        const [left, right] = [relabel(one, a), relabel(other, b)];
        expect(shared(idsOf(left), idsOf(right))).toEqual([]);
      }),
    );
  });

  it('has the same ids whenever the label is the same', () => {
    fc.assert(
      fc.property(someFlow, labels, (flow, label) => {
        expect(relabel(flow, label)).toEqual(relabel(flow, label));
      }),
    );
  });

  it('keeps the shapes of ids: UUIDs, digits, and the ending of a renewal at Google', () => {
    const properties = flows
      .filter((flow) => flow.name === 'pause-and-resume')
      .flatMap((flow) => relabel(flow, '01').steps)
      .flatMap(({ deliver }) => deliver)
      .map((body) => body.event_properties as Record<string, string>);
    expect(properties.length).toBeGreaterThan(0);
    for (const property of properties) {
      expect(property.profile_id).toMatch(UUID);
      expect(property.profile_event_id).toMatch(UUID);
      expect(property.original_transaction_id).toMatch(/^\d{18}$/);
    }
    const [first, last] = [properties[0], properties.at(-1)];
    expect(last?.transaction_id).toBe(`${first?.transaction_id ?? ''}..0`);
  });

  it('refuses a label that could make two customers one', () => {
    const flow: Flow = { name: 'empty', title: '', store: 'app_store', steps: [] };
    for (const label of ['', 'a@b']) expect(() => relabel(flow, label)).toThrow(RangeError);
  });
});
