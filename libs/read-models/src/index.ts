export * from './builds/build.js';
export { createIndices, dropIndices } from './builds/indices.js';
export * from './builds/change-builds.js';
export * from './builds/feed-build.js';
export { keepFromPromoting, letPromote, promoteBuild } from './builds/promote-build.js';
export * from './builds/load-build.js';
export * from './builds/compare-builds.js';
export { type ProjectedTable, tablesOf } from './builds/layout.js';
export * from './builds/skipped-events.js';
export { inBuild } from './builds/tables-of-build.js';
export type { BulkFile } from './bulk/bulk-file.js';
export { beginLoad, findLoad, forgetLoad, recordParts } from './bulk/loads.js';
export { RowCollector } from './bulk/flat-rows.js';
export { SORTED_COLUMNS, Sorter, type TotalRow } from './bulk/sorter.js';
export { waysToDiscard } from './catalog.js';
export * from './count-findings.js';
export type { Database } from './database.js';
export type { Tables } from './tables.js';
export { isDamage } from './sqlite/sqlite-fault.js';
export { isDatabaseFault } from './database-fault.js';
export * from './everybody.js';
export * from './every-subject.js';
export * from './findings.js';
export type { Leases } from './leases.js';
export { factsOfSubjects, factsOnPage, type ToldSubject } from './fact-pages.js';
export * from './lifecycle.js';
export * from './log-page.js';
export { isLockTimeout } from './postgres/postgres-fault.js';
export * from './quarantine.js';
export * from './read-models.js';
export * from './replace-subjects.js';
export * from './revenue.js';
export * from './said-amounts.js';
export { loggableMessage } from './loggable-message.js';
export { readSnapshot } from './snapshot.js';
export type { ReachedBy } from './take-snapshot.js';
export {
  ENTRY_KINDS,
  type EntryKind,
  findEvent,
  entryKindOf,
  readEntries,
  saveTimeline,
  type TimelineEntry,
  type TranslatedDelivery,
} from './timeline.js';
export * from './whose.js';
