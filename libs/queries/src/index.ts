import { ListFindingsHandler } from './findings.js';
import { ListQuarantineHandler } from './quarantine.js';
import { GetRevenueHandler } from './revenue.js';
import { GetAccessHandler, GetStatusHandler } from './status.js';
import { GetEventBodyHandler, GetEventHandler, GetTimelineHandler } from './timeline.js';

export * from './answer.js';
export type { Because } from './because.js';
export { type FindingAnswer, ListFindings } from './findings.js';
export * from './page.js';
export { ListQuarantine, type QuarantineAnswer } from './quarantine.js';
export {
  GetRevenue,
  REVENUE_GROUPS,
  type RevenueGroup,
  type RevenueGrouping,
  type RevenueReport,
  type RevenueSums,
} from './revenue.js';
export { READ_SIDE, type Reach, type ReadSide } from './read-side.js';
export { GetAccess, GetStatus, type StatusQuestion, type Whom } from './status.js';
export { type EventAnswer, GetEvent, GetEventBody, GetTimeline } from './timeline.js';

/** Every query handler: what a Nest module provides to answer the questions above. */
export const QUERY_HANDLERS = [
  GetAccessHandler,
  GetEventBodyHandler,
  GetEventHandler,
  GetRevenueHandler,
  GetStatusHandler,
  GetTimelineHandler,
  ListFindingsHandler,
  ListQuarantineHandler,
];
