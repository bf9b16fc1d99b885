import { describe, expect, it } from '@jest/globals';
import { type Flow, flows, relabel, type WebhookBody } from '@subledger/flows';
import fc from 'fast-check';
import { deliveriesOf, latestEventTime } from './deliveries.js';

const few = flows.slice(0, 5).map((flow, place) => relabel(flow, String(place)));
const events = few.flatMap((flow) => flow.steps.flatMap((step) => step.deliver));
const seeds = fc.integer({ min: 0, max: 0xffffffff });

const timesDelivered = (deliveries: readonly WebhookBody[]): Map<WebhookBody, number> =>
  deliveries.reduce(
    (counts, body) => counts.set(body, (counts.get(body) ?? 0) + 1),
    new Map<WebhookBody, number>(),
  );

describe('the deliveries of the demo', () => {
  it('are every event once or twice, whatever the seed', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const counts = timesDelivered(deliveriesOf(few, seed));
        expect(counts.size).toBe(events.length);
        for (const event of events) expect([1, 2]).toContain(counts.get(event));
      }),
    );
  });

  it('are the same for the same seed', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(deliveriesOf(few, seed)).toEqual(deliveriesOf(few, seed));
      }),
    );
  });

  it('come in disorder across flows and inside each, some of them twice', () => {
    const deliveries = deliveriesOf(few, 20260101);
    const firsts = [...timesDelivered(deliveries).keys()];
    expect(deliveries.length).toBeGreaterThan(events.length);
    for (const flow of few) {
      const own = flow.steps.flatMap((step) => step.deliver);
      const places = own.map((event) => firsts.indexOf(event));
      expect(places).not.toEqual(places.toSorted((a, b) => a - b));
      expect(Math.max(...places) - Math.min(...places)).toBeGreaterThan(own.length);
    }
  });
});

describe('the latest event time', () => {
  it('is the last of all flows', () => {
    const flowAt = (time: string): Flow => ({
      name: time,
      title: time,
      store: 'app_store',
      steps: [{ step: 'only', at: time, deliver: [{ event_datetime: time }], expect: {} }],
    });
    expect(latestEventTime(['2026-01-02', '2026-03-01', '2026-02-01'].map(flowAt))).toBe(
      '2026-03-01',
    );
  });
});
