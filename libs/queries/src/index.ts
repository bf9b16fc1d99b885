import { GetDiffHandler } from './diff.js';
import { ListEventsHandler, StreamEventsHandler } from './events.js';
import { ListFindingsHandler, StreamFindingsHandler } from './findings.js';
import { ListHoldersHandler, StreamHoldersHandler } from './holders.js';
import { GetQuarantinedHandler, ListQuarantineHandler } from './quarantine.js';
import { GetRebuildDiffHandler } from './rebuild-diff.js';
import { GetRevenueHandler } from './revenue.js';
import { ListRevenueEntriesHandler, StreamRevenueEntriesHandler } from './revenue-entries.js';
import { GetAccessHandler, GetStatusHandler } from './status.js';
import { GetEventBodyHandler, GetEventHandler } from './event.js';
import { GetTimelineHandler, StreamTimelineHandler } from './timeline.js';
import { VerifyRebuildHandler } from './verification.js';

export * from './answer.js';
export { type AskedClocks, type DiffAnswer, type DiffQuestion, GetDiff } from './diff.js';
export { type EventsAnswer, type EventsQuestion, ListEvents, StreamEvents } from './events.js';
export type { FindingAnswer } from './finding-answer.js';
export { type FindingsAnswer, ListFindings, StreamFindings } from './findings.js';
export type { FindingsQuestion } from './findings-page.js';
export { type HoldersAnswer, ListHolders, StreamHolders } from './holders.js';
export type { HolderAnswer, HoldersQuestion } from './holders-page.js';
export { LocalDays } from './local-days.js';
export type { Page, PageRequest } from './page.js';
export { GetQuarantined, ListQuarantine, type QuarantineAnswer } from './quarantine.js';
export { type ChangedAnswer, GetRebuildDiff, type RebuildDiffQuestion } from './rebuild-diff.js';
export {
  GetRevenue,
  REVENUE_GROUPS,
  type RevenueGrouping,
  type RevenueQuestion,
  type RevenueReport,
} from './revenue.js';
export {
  ListRevenueEntries,
  type RevenueEntriesAnswer,
  StreamRevenueEntries,
} from './revenue-entries.js';
export type { RevenueEntriesQuestion, RevenueEntryAnswer } from './revenue-entries-page.js';
export type { RevenueGroup, RevenueSums } from './revenue-tally.js';
export { READ_SIDE, type Reach, type ReadSide } from './read-side.js';
export type { Whom } from './known.js';
export { type AccessAnswer, GetAccess, GetStatus, type StatusQuestion } from './status.js';
export { type EventAnswer, GetEvent, GetEventBody } from './event.js';
export {
  GetTimeline,
  StreamTimeline,
  type TimelinePage,
  type TimelineQuestion,
} from './timeline.js';
export type { TimelineEntryAnswer } from './timeline-answer.js';
export type { Followed } from './timeline-facts.js';
export {
  type RowDifferenceAnswer,
  type VerificationAnswer,
  VerifyRebuild,
} from './verification.js';

/** Every query handler: what a Nest module provides to answer the questions above. */
export const QUERY_HANDLERS = [
  GetAccessHandler,
  GetDiffHandler,
  GetEventBodyHandler,
  GetEventHandler,
  GetQuarantinedHandler,
  GetRebuildDiffHandler,
  GetRevenueHandler,
  ListRevenueEntriesHandler,
  StreamRevenueEntriesHandler,
  GetStatusHandler,
  GetTimelineHandler,
  StreamEventsHandler,
  StreamFindingsHandler,
  StreamHoldersHandler,
  StreamTimelineHandler,
  ListEventsHandler,
  ListFindingsHandler,
  ListHoldersHandler,
  ListQuarantineHandler,
  VerifyRebuildHandler,
];
