import type { Flow, WebhookBody } from '@subledger/flows';
import { seededRandom, shuffled } from './random.js';

/** How many events come twice. */
const SHARE_DELIVERED_TWICE = 0.25;

/**
 * Every event of the flows at least once and about a quarter of them twice, in random order: across flows and
 * inside each, so a renewal may come before its purchase. The same seed gives the same order.
 */
export function deliveriesOf(flows: readonly Flow[], seed: number): readonly WebhookBody[] {
  const random = seededRandom(seed);
  const events = flows.flatMap((flow) => flow.steps.flatMap((step) => step.deliver));
  const again = events.filter(() => random() < SHARE_DELIVERED_TWICE);
  return shuffled([...events, ...again], random);
}

/** The latest event time in the flows, such as `2026-04-01T00:00:00.000000+0000`. */
export const latestEventTime = (flows: readonly Flow[]): string =>
  flows
    .flatMap((flow) => flow.steps.flatMap((step) => step.deliver))
    .map((body) => String(body.event_datetime))
    .reduce((a, b) => (a > b ? a : b), '');
