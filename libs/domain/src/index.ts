export { ADAPTY_WORDS, type AdaptyWord } from './adapty-word.js';
export {
  type AccessLevel,
  accessLevelsAt,
  type Answer,
  answerAt,
  findingsOfSubject,
  findingsOfTotal,
  type HeldSubscription,
} from './answer.js';
export type { AutoRenewal } from './auto-renewal.js';
export type { Because } from './because.js';
export { sentenceOf, sentenceOfConflict } from './change-sentence.js';
export { type Change, changesOf } from './change.js';
export { compareQuestions, type Comparison, type Evaluate, type TwoClocks } from './comparison.js';
export { compareDecimals, negate, sumDecimals } from './decimal.js';
export { aspectText, type Difference, traitsOf } from './difference.js';
export { ERROR_CODES, type ErrorCode, hasCode, LedgerError } from './errors.js';
export {
  type AccessStatement,
  type Amounts,
  type ChainId,
  type Environment,
  ENVIRONMENTS,
  EVENT_TYPES,
  type EventType,
  type Fact,
  type Holder,
  isBelieved,
  type Money,
  type Note,
  UNKNOWN_STORE,
} from './fact.js';
export { isSameEvent } from './export-row.js';
export { errorOf, type Fault, faultOf } from './fault.js';
export { type Finding, FINDING_KINDS, type FindingKind } from './findings/finding.js';
export { type MovedMoney, revenueDiffers } from './findings/revenue-differs.js';
export { type ScheduledFinding, scheduleFindings } from './findings/schedule.js';
export type { FlowName } from './flow.js';
export {
  FIRST_INSTANT,
  formatInstant,
  formatInstantOrNull,
  type Instant,
  instantFromEpochMs,
  isInstant,
  LAST_INSTANT,
  later,
  secondOf,
  shift,
} from './instant.js';
export { factsAbout, knownBy, profilesHeldBy, profilesNamedFor } from './known.js';
export { moneyAt, type MoneyLine, revenueUsd } from './money.js';
export { NOTHING_REASONS, type NothingReason } from './nothing.js';
export { compareTexts } from './order.js';
export {
  BEFORE_ALL,
  comparePositions,
  hasReached,
  isPosition,
  type Position,
  positionFromSortKey,
  positionSortKey,
} from './position.js';
export type { AccessPolicy } from './product-levels.js';
export type { Purchase } from './purchases.js';
export { type DeliveryMetadata, LEDGER_STREAMS, RECORDED_TYPES } from './recorded-delivery.js';
export { effectiveAt } from './register.js';
export { fold } from './registers.js';
export { COUNTED, type Counted, type RevenueLine, revenueLines } from './revenue.js';
export { RULE_MEANINGS } from './rule-meanings.js';
export { STEP_NAMES } from './story.js';
export {
  chainSubject,
  homeOf,
  profilesNamedBy,
  profileSubject,
  type Subject,
  subjectOf,
} from './subject.js';
export type { SubscriptionStatus } from './subscription.js';
export { isUuid, uuidFromHex } from './uuid.js';
