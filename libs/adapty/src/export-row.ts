import type { Fact } from '@subledger/domain';
import type { EventNames } from './event-type.js';
import { type JsonObject, type JsonValue, ownField } from './json.js';
import { type RecordedDelivery, translate } from './translate.js';

/**
 * The columns of an export that a webhook calls otherwise (Adapty's pages "Amazon S3", which writes `profile_county`, and
 * "Google Cloud Storage"). All others that are read have the same names.
 */
const RENAMED: readonly (readonly [column: string, field: string])[] = [
  ['product_id', 'vendor_product_id'],
  ['revenue_usd', 'price_usd'],
  ['revenue_local', 'price_local'],
  ['profile_county', 'profile_country'],
];

/** A row as a webhook would say it. */
function bodyOfRow(row: JsonObject): JsonObject {
  const body: Record<string, JsonValue> = { ...row };
  for (const [column, field] of RENAMED) {
    const value = ownField(row, column);
    if (value !== undefined) body[field] = value;
  }
  return body;
}

/** What a row says: as a webhook would, but no access level, no start of a period, and no count of payments. */
export const translateRow = (delivery: RecordedDelivery, names: EventNames): Fact => ({
  ...translate({ ...delivery, body: bodyOfRow(delivery.body) }, names),
  source: 'export',
});
