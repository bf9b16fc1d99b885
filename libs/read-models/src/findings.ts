import {
  type Environment,
  type Finding,
  type FindingKind,
  type Instant,
  LAST_INSTANT,
  type ScheduledFinding,
} from '@subledger/domain';
import type { Database } from './database.js';
import { settleFindings } from './settle-findings.js';
import { subjectKey } from './subject-key.js';
import type { FindingRow } from './tables.js';

/** Replaces the findings about each owner. */
export async function replaceFindings(
  transaction: Database,
  environment: Environment,
  findings: ReadonlyMap<string, readonly ScheduledFinding[]>,
): Promise<void> {
  const rows = [...findings].flatMap(([owner, of]) => findingRows(environment, owner, of));
  await settleFindings(transaction, environment, [...findings.keys()].map(subjectKey), rows);
}

export const findingRows = (
  environment: Environment,
  owner: string,
  scheduled: readonly ScheduledFinding[],
): FindingRow[] =>
  scheduled.map(({ finding, disappearsAt }, place) => ({
    environment,
    owner: subjectKey(owner),
    place,
    kind: finding.kind,
    appears_at: finding.appearsAt,
    disappears_at: disappearsAt ?? LAST_INSTANT,
    finding: JSON.stringify(finding),
  }));

/** The place after which a list of findings continues. */
export interface FindingPlace {
  readonly appearsAt: Instant;
  /** The owner's key. */
  readonly owner: string;
  readonly place: number;
}

export interface FindingsPage {
  readonly environment: Environment;
  /** Only findings that exist at this instant. */
  readonly at: Instant;
  readonly kind?: FindingKind;
  /** Only findings that appeared at or after this instant. */
  readonly since?: Instant;
  readonly after: FindingPlace | null;
  readonly limit: number;
}

/** All customers' findings, in the order of their appearance. */
export async function readFindings(
  database: Database,
  page: FindingsPage,
): Promise<readonly (FindingPlace & { readonly finding: Finding })[]> {
  const { after, kind, since } = page;
  const rows = await database
    .selectFrom('findings')
    .select(['appears_at', 'owner', 'place', 'finding'])
    .where('environment', '=', page.environment)
    .where('appears_at', '<=', page.at)
    .where('disappears_at', '>', page.at)
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind ?? ''))
    .$if(since !== undefined, (query) => query.where('appears_at', '>=', since ?? ''))
    .$if(after !== null, (query) =>
      query.where((row) =>
        row.eb(
          row.refTuple('appears_at', 'owner', 'place'),
          '>',
          row.tuple(after?.appearsAt ?? '', after?.owner ?? '', after?.place ?? 0),
        ),
      ),
    )
    .orderBy('appears_at')
    .orderBy('owner')
    .orderBy('place')
    .limit(page.limit)
    .execute();
  return rows.map((row) => ({
    appearsAt: row.appears_at as Instant,
    owner: row.owner,
    place: row.place,
    finding: JSON.parse(row.finding) as Finding,
  }));
}
