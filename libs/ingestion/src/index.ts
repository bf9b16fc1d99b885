export {
  type DeliveryMetadata,
  type DeliveryResult,
  type QuarantineCode,
  RECORDED_TYPES,
  RecordDelivery,
} from './delivery.js';
export { IngestionModule } from './ingestion.module.js';
export { RecordDeliveryHandler } from './record-delivery.handler.js';
