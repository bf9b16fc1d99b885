import type { Fact, Instant } from '@subledger/domain';
import type { JsonObject } from '../src/json.js';
import { translate } from '../src/translate.js';
import { renewal } from './bodies.js';

export const RECORDED_AT = '2026-04-02T09:00:00.000000Z' as Instant;
export const EVENT_ID = '7d1f0c2b-5a4e-8c3d-9b6a-1e2f3a4b5c6d';

export const factOf = (body: JsonObject, names = {}): Fact =>
  translate({ eventId: EVENT_ID, environment: 'production', recordedAt: RECORDED_AT, body }, names);

/** The fact of an access update; `inner` and `root` replace or add fields of its body. */
export const accessUpdate = (inner: JsonObject = {}, root: JsonObject = {}): Fact =>
  factOf(
    renewal(
      { access_level_id: 'archive', is_active: true, ...inner },
      { event_type: 'access_level_updated', ...root },
    ),
  );
