/** How rows are made and read, without anything that needs a server's driver: for the threads of a load. */
export { claimsOf, identitiesOf } from '../claims.js';
export { FACTS_A_PAGE } from '../fact-pages.js';
export { findingRows } from '../findings.js';
export { revenueRow } from '../revenue.js';
export { isSqliteFault } from '../sqlite/sqlite-fault.js';
export { KEY_RANGES, rangeOfKey, subjectKey } from '../subject-key.js';
export { textKey } from '../text-key.js';
export { eventRow, type TranslatedDelivery } from '../timeline.js';
export { columnsOf, type FlatRows, RowCollector } from './flat-rows.js';
export { SORTED_COLUMNS, type TotalRow, type Unsorted } from './sorter.js';
export { type TranslatedFact, TranslatedEvents } from './translated-events.js';
