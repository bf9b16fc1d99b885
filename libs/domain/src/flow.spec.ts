import { describe, expect, it } from '@jest/globals';
import { flows } from '@subledger/flows';
import { factsOfFlow } from '../test/flow-facts.js';
import { flowAt } from './flow.js';
import type { Instant } from './instant.js';
import { fold } from './registers.js';
import { subscriptionAt } from './subscription.js';

/** What the subscriptions of a flow are called at its end, where it is not the flow's own name. */
const CALLED: Readonly<Record<string, Readonly<Record<string, string | null>>>> = {
  'immediate-product-change': { 2000: 'initial-purchase-and-renewal' },
  // The two differ in prices, not in events.
  downgrade: { 1000: 'product-change-on-renewal', 2000: 'initial-purchase-and-renewal' },
  'product-change-on-renewal': { 2000: 'initial-purchase-and-renewal' },
  'access-not-shared': { 1000: 'initial-purchase-and-renewal' },
  'synthetic-still-active': { 1000: 'initial-purchase-and-renewal' },
  'renewal-announced-early': { 1000: 'initial-purchase-and-renewal' },
  // Refunded without a cancellation: in none of the documented flows of one subscription.
  'two-products-one-level': { 1000: null, 2000: 'initial-purchase-and-renewal' },
};

describe('the name of a flow', () => {
  it.each(flows)('is told of what went through $name', (flow) => {
    const end = flow.steps.at(-1);
    const chains = Map.groupBy(
      factsOfFlow(flow),
      (fact) => fact.chain?.originalTransactionId ?? '',
    );
    for (const [transaction, facts] of chains) {
      const registers = fold(facts);
      const at = (end?.at ?? '').replace('Z', '.000000Z') as Instant;
      const subscription = subscriptionAt(registers, at);
      if (subscription === undefined) continue;
      const expected = CALLED[flow.name]?.[transaction];
      expect({ transaction, flow: flowAt(registers, subscription, at).flow }).toEqual({
        transaction,
        flow: expected === undefined ? flow.name : expected,
      });
    }
  });
});
