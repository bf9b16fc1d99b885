import { RUN_OF_POSITION } from '../runs.js';
import type { Tables } from '../tables.js';

/** A table of a projection: the column definitions, and its indices by their columns. */
interface TableLayout {
  readonly columns: string;
  /** Its rows are stored in order of arrival, with the key as a separate index. */
  readonly isHeap?: true;
  readonly indices?: readonly (readonly [name: string, columns: string, unique?: 'unique'])[];
}

export type ProjectedTable = Exclude<
  keyof Tables,
  'builds' | 'skipped_events' | 'leases' | 'loads'
>;

/** The tables that each projection writes. Every build has its own, so that one can be built beside another. */
export const LAYOUTS: Readonly<
  Record<string, Readonly<Partial<Record<ProjectedTable, TableLayout>>>>
> = {
  lifecycle: {
    facts: {
      columns: `environment TEXT NOT NULL, subject TEXT NOT NULL, page INTEGER NOT NULL,
        facts TEXT NOT NULL, PRIMARY KEY (environment, subject, page)`,
      // A row is larger than a page of the database.
      isHeap: true,
    },
    subject_profiles: {
      columns: `environment TEXT NOT NULL, profile TEXT NOT NULL, subject TEXT NOT NULL,
        long_profile TEXT, long_subject TEXT, recorded_at TEXT NOT NULL,
        PRIMARY KEY (environment, profile, subject)`,
    },
    customer_profiles: {
      columns: `environment TEXT NOT NULL, customer TEXT NOT NULL, profile TEXT NOT NULL,
        long_customer TEXT, long_profile TEXT, recorded_at TEXT NOT NULL,
        PRIMARY KEY (environment, customer, profile)`,
    },
    revenue: {
      columns: `environment TEXT NOT NULL, subject TEXT NOT NULL, event_id TEXT NOT NULL,
        occurred_at TEXT NOT NULL, counted TEXT NOT NULL, product TEXT, store TEXT, country TEXT,
        currency TEXT, money TEXT`,
      // Subjects come in no particular order: stored by subject, each row would change a page; stored in order of
      // arrival, hardly any does.
      isHeap: true,
      indices: [['by_time', 'environment, occurred_at, event_id, subject', 'unique']],
    },
    findings: {
      columns: `environment TEXT NOT NULL, owner TEXT NOT NULL, place INTEGER NOT NULL,
        kind TEXT NOT NULL, appears_at TEXT NOT NULL, disappears_at TEXT NOT NULL,
        finding TEXT NOT NULL, PRIMARY KEY (environment, owner, place)`,
      indices: [['by_time', 'environment, appears_at, owner, place']],
    },
  },
  timeline: {
    events: {
      columns: `environment TEXT NOT NULL, event_id TEXT NOT NULL, position TEXT NOT NULL,
        stream TEXT NOT NULL, revision TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
        recorded_at TEXT NOT NULL, body_sha256 TEXT NOT NULL, subject TEXT, fact TEXT NOT NULL,
        further TEXT, PRIMARY KEY (environment, position)`,
      indices: [['by_run', `(${RUN_OF_POSITION}), event_id`]],
    },
  },
  quarantine: {
    quarantine: {
      columns: `environment TEXT NOT NULL, position TEXT NOT NULL, event_id TEXT NOT NULL,
        stream TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL, recorded_at TEXT NOT NULL,
        body_sha256 TEXT NOT NULL, body_bytes INTEGER NOT NULL, recorded_as TEXT,
        PRIMARY KEY (environment, position)`,
      indices: [['by_id', 'event_id', 'unique']],
    },
  },
};

/** The tables of a projection, by their plain names. */
export const tablesOf = (projection: string): readonly ProjectedTable[] =>
  Object.keys(LAYOUTS[projection] ?? {}) as ProjectedTable[];

/** The columns of a table's key, in order. */
export function keyColumnsOf(projection: string, table: ProjectedTable): readonly string[] {
  const { columns = '', indices = [] } = LAYOUTS[projection]?.[table] ?? {};
  const key =
    PRIMARY_KEY.exec(columns)?.[1] ?? indices.find(([, , unique]) => unique !== undefined)?.[1];
  return key?.split(', ') ?? [];
}

/** Whether a table's key is one of its indices, which it lacks during a bulk load. */
export const hasKeyBeside = (projection: string, table: ProjectedTable): boolean =>
  !PRIMARY_KEY.test(LAYOUTS[projection]?.[table]?.columns ?? '');

const PRIMARY_KEY = /PRIMARY KEY \(([^)]*)\)/;

/** A build's own name for a table: the plain names belong to the views of the live build. */
export const nameInBuild = (table: string, build: number): string => `${table}_b${build}`;
