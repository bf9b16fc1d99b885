import { describe, expect, it } from '@jest/globals';
import type { Instant } from '@subledger/domain';
import { flows } from '@subledger/flows';
import { identify } from './identify.js';
import { isJsonObject } from './json.js';
import { bodyOf } from '../test/bodies.js';
import { translate } from './translate.js';

const RECORDED_AT = '2030-01-01T00:00:00.000000Z' as Instant;

/** The flows write all their dates as UTC with six digits of fraction. */
const instantOf = (date: unknown) =>
  typeof date === 'string' ? date.replace('+0000', 'Z') : undefined;

const deliveries = flows.flatMap((flow) =>
  flow.steps.flatMap(({ deliver }) =>
    deliver.map((delivery) => ({ flow: flow.name, body: bodyOf(JSON.stringify(delivery)) })),
  ),
);

describe('the documented flows', () => {
  it('are translated in full: type, profile, chain, product, dates and access of every delivery', () => {
    expect(deliveries.length).toBeGreaterThan(100);
    for (const { body } of deliveries) {
      const inner = isJsonObject(body.event_properties) ? body.event_properties : {};
      const { eventId } = identify(body, 'production', '');
      const fact = translate(
        { eventId, environment: 'production', recordedAt: RECORDED_AT, body },
        {},
      );

      expect(fact.type).toBe(body.event_type);
      expect(fact.profileId).toBe(inner.profile_id);
      expect(fact.customerUserId).toBe(body.customer_user_id ?? undefined);
      expect(fact.occurredAt).toBe(instantOf(inner.event_datetime));
      expect(fact.productId).toBe(inner.vendor_product_id);
      expect(fact.transactionId).toBe(inner.transaction_id ?? undefined);
      expect(fact.chain?.originalTransactionId).toBe(inner.original_transaction_id ?? undefined);
      expect(fact.purchasedAt).toBe(instantOf(inner.purchase_date));
      expect(fact.expiresAt).toBe(instantOf(inner.subscription_expires_at));
      expect(fact.access?.levelId).toBe(inner.access_level_id);
      expect(fact.access?.isActive).toBe(inner.is_active);
    }
  });

  it('are all different events to the identity', () => {
    const ids = deliveries.map(
      ({ flow, body }) => `${flow}/${identify(body, 'production', '').eventId}`,
    );
    const distinct = new Set(deliveries.map(({ flow, body }) => `${flow}/${JSON.stringify(body)}`));
    expect(new Set(ids).size).toBe(distinct.size);
  });
});
