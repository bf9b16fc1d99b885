export { type DeliveryResult, type QuarantineCode, RecordDelivery } from './delivery.js';
export { IngestionModule } from './ingestion.module.js';
export { RecordDeliveryHandler } from './record-delivery.handler.js';
