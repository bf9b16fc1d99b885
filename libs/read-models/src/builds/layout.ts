import { RUN_OF_POSITION } from '../runs.js';
import type { Tables } from '../tables.js';

/** A table of a projection: what stands between the parentheses, and its indices by their columns. */
interface TableLayout {
  readonly columns: string;
  /** Its rows are too large to lie in the order of their key. */
  readonly hasLargeRows?: true;
  readonly indices?: readonly (readonly [name: string, columns: string, unique?: 'unique'])[];
}

export type ProjectedTable = Exclude<
  keyof Tables,
  'builds' | 'skipped_events' | 'leases' | 'loads'
>;

/** Which tables each projection writes. Every build of it has its own, so that one can grow beside another. */
export const LAYOUTS: Readonly<
  Record<string, Readonly<Partial<Record<ProjectedTable, TableLayout>>>>
> = {
  lifecycle: {
    facts: {
      columns: `environment TEXT NOT NULL, subject TEXT NOT NULL, page INTEGER NOT NULL,
        facts TEXT NOT NULL, PRIMARY KEY (environment, subject, page)`,
      hasLargeRows: true,
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
        currency TEXT, money TEXT, PRIMARY KEY (environment, subject, event_id)`,
      indices: [['by_time', 'environment, occurred_at, event_id']],
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
  const columns = LAYOUTS[projection]?.[table]?.columns ?? '';
  return /PRIMARY KEY \(([^)]*)\)/.exec(columns)?.[1]?.split(', ') ?? [];
}

/** A build's own name of a table: the plain names belong to the views that answer. */
export const nameInBuild = (table: string, build: number): string => `${table}_b${build}`;
