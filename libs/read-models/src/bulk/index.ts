/** How rows are made, and nothing that writes them: what a thread of a bulk load imports. */
export { claimsOf, identitiesOf } from '../claims.js';
export { FACTS_A_PAGE } from '../fact-pages.js';
export { findingRows } from '../findings.js';
export { revenueRow } from '../revenue.js';
export { textKey } from '../text-key.js';
export { eventRow, type TranslatedDelivery } from '../timeline.js';
export { countRows, type FlatRows, RowCollector } from './flat-rows.js';
export type { TotalRow, Unsorted } from './sorter.js';
