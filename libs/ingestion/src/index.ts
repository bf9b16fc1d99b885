export { type BackfillResult, BackfillRow } from './backfill.js';
export {
  AnnotateCustomer,
  type ByHandRequest,
  type ByHandResult,
  SupersedeEvent,
} from './by-hand.js';
export { type DeliveryResult, type QuarantineCode, RecordDelivery } from './delivery.js';
export { IngestionModule } from './ingestion.module.js';
export { RecordDeliveryHandler } from './record-delivery.handler.js';
