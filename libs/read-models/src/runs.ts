/** How many neighbours in the log share a run. EventStoreDB's positions count bytes, several thousand per event. */
const RUN = { events: 4_096, bytes: 32 * 1024 * 1024 };

/**
 * SQL for the number of an event's run, from the sort key of its position: one number, or two in EventStoreDB.
 * Only the last 18 digits of a number count, since more would not fit 64 bits; two runs may then coincide, which
 * does no harm.
 *
 * Event ids come in no particular order. An index in their order changes a page of its own for almost every event,
 * and with thousands of webhooks a second that was what held the read models back. An index over one run after
 * another changes only the few pages at its end. A lookup by id searches each run: a million events have 245,
 * which takes a millisecond.
 */
export const RUN_OF_POSITION = `CASE WHEN length(position) = 20
  THEN CAST(substr(position, 3) AS BIGINT) / ${RUN.events}
  ELSE CAST(substr(position, 3, 18) AS BIGINT) / ${RUN.bytes} END`;
