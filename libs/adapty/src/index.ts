export {
  type Annotation,
  type ByHand,
  type Correction,
  readAnnotation,
  readCorrection,
  writeByHand,
} from './by-hand.js';
export { type EventNames, readEventType } from './event-type.js';
export { translateRow } from './export-row.js';
export { readUuidOrId } from './fields/id.js';
export { readInstant } from './fields/instant.js';
export { hashBody } from './hash.js';
export {
  type DeliveryIdentity,
  identify,
  identifyRow,
  readEnvironmentWord,
  type RowIdentity,
  streamOfChain,
  streamOfProfile,
} from './identify.js';
export type { JsonObject } from './json.js';
export { parseBody, type ParsedBody } from './parse-body.js';
export { type RecordedDelivery, translate, TRANSLATION_VERSION } from './translate.js';
export { readVerificationRequest, type VerificationRequest } from './verification-request.js';
