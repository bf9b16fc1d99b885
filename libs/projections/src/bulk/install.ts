import {
  findingRows,
  RowCollector,
  SORTED_COLUMNS,
  type Sorter,
  type Tables,
  type TotalRow,
} from '@subledger/read-models';
import { ownerOfTotal, totalFindings, type ToldTotal } from '../totals.js';
import type { BulkLoad } from './bulk-load.js';
import { FINDING_COLUMNS } from './fold-part.js';

/** How many rows are in memory at once. */
const ROWS_A_BATCH = 2_000;

/**
 * Writes what needs more than a single part, in the order of its keys: whom subjects name, who has which id, and
 * the profiles whose total differs.
 *
 * @returns whether everything was written; false if it was told to stop.
 */
export async function install(load: BulkLoad, sorter: Sorter): Promise<boolean> {
  const claims = new RowCollector('subject_profiles', SORTED_COLUMNS.claims);
  if (!(await loadRows(load, claims, sorter.sorted('claims')))) return false;
  const identities = new RowCollector('customer_profiles', SORTED_COLUMNS.identities);
  if (!(await loadRows(load, identities, sorter.sorted('identities')))) return false;
  return loadRows(load, new RowCollector('findings', FINDING_COLUMNS), findingsIn(sorter));
}

async function loadRows<T extends keyof Tables>(
  { bulk, build, signal }: BulkLoad,
  collector: RowCollector<T>,
  rows: Iterable<Tables[T]>,
): Promise<boolean> {
  const flush = async (): Promise<void> => {
    await bulk.load(collector.rows, build.build);
    collector.values.length = 0;
  };
  let count = 0;
  for (const row of rows) {
    collector.add(row);
    count += 1;
    if (count % ROWS_A_BATCH !== 0) continue;
    if (signal.aborted) return false;
    await flush();
  }
  await flush();
  return true;
}

function* findingsIn(sorter: Sorter) {
  for (const parts of byProfile(sorter.sorted('totals'))) {
    const [first] = parts;
    if (first === undefined) continue;
    const profileId = JSON.parse(first.profile_id) as string;
    const told = parts.map((part) => JSON.parse(part.told) as ToldTotal);
    yield* findingRows(first.environment, ownerOfTotal(profileId), totalFindings(profileId, told));
  }
}

/** Groups neighbouring rows about the same profile. */
function* byProfile(rows: Iterable<TotalRow>): Generator<readonly TotalRow[]> {
  let group: TotalRow[] = [];
  for (const row of rows) {
    const [first] = group;
    if (
      first !== undefined &&
      (first.profile !== row.profile || first.environment !== row.environment)
    ) {
      yield group;
      group = [];
    }
    group.push(row);
  }
  if (group.length > 0) yield group;
}
