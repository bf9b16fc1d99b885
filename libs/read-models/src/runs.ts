/** How many neighbours of the log share a run. EventStoreDB's positions count bytes, several thousand for each event. */
const RUN = { events: 4_096, bytes: 32 * 1024 * 1024 };

/**
 * SQL for the number of an event's run, from the sort key of its position: one number, or two where EventStoreDB counts.
 * Beyond the last 18 digits a number begins anew, as no 64 bits would hold it; two runs are then one, which harms nobody.
 *
 * Event ids come in no order. An index in their order changes a page of its own for almost every event, and with thousands
 * of webhooks a second that was what kept the read models behind. An index of one run after another changes the few pages
 * at its end. Who looks for an id asks each run: a million events have 245, which takes a millisecond.
 */
export const RUN_OF_POSITION = `CASE WHEN length(position) = 20
  THEN CAST(substr(position, 3) AS BIGINT) / ${RUN.events}
  ELSE CAST(substr(position, 3, 18) AS BIGINT) / ${RUN.bytes} END`;
