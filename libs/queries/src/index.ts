import { ListQuarantineHandler } from './quarantine.js';
import { GetAccessHandler, GetStatusHandler } from './status.js';
import { GetEventBodyHandler, GetEventHandler, GetTimelineHandler } from './timeline.js';

export * from './answer.js';
export * from './page.js';
export { ListQuarantine, type QuarantineAnswer } from './quarantine.js';
export { READ_SIDE, type Reach, type ReadSide } from './read-side.js';
export { GetAccess, GetStatus, type StatusQuestion, type Whom } from './status.js';
export { type EventAnswer, GetEvent, GetEventBody, GetTimeline } from './timeline.js';

/** Every query handler: what a Nest module provides to answer the questions above. */
export const QUERY_HANDLERS = [
  GetAccessHandler,
  GetEventBodyHandler,
  GetEventHandler,
  GetStatusHandler,
  GetTimelineHandler,
  ListQuarantineHandler,
];
