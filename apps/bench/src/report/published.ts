import { existsSync, readFileSync } from 'node:fs';
import { ingestTables } from '../ingest/ingest-tables.js';
import type { IngestReport } from '../ingest/ingest-report.js';
import type { SustainedReport } from '../ingest/sustained.js';
import { sustainedTables } from '../ingest/sustained-tables.js';
import type { QueryReport } from '../query/query-report.js';
import { queryTables } from '../query/query-tables.js';
import type { DuringReport } from '../rebuild/during-report.js';
import { duringTables } from '../rebuild/during-tables.js';
import type { RebuildReport } from '../rebuild/rebuild-report.js';
import { rebuildTables } from '../rebuild/rebuild-tables.js';
import type { Section } from './page.js';

export type AnyReport = IngestReport | SustainedReport | QueryReport | RebuildReport | DuringReport;

/** The page, and where the figures that it shows come from. */
export const PAGE = 'docs/performance.md';
export const fileOf = (name: string): string => `docs/performance/${name}.json`;

/** The figures of a file, such as `ingest`; null where it was not written. */
export function publishedSection(name: string): Section | null {
  const file = fileOf(name);
  if (!existsSync(file)) return null;
  const report = JSON.parse(readFileSync(file, 'utf8')) as AnyReport;
  if (report.benchmark !== name) throw new Error(`${file} has the figures of ${report.benchmark}.`);
  return sectionOf(report);
}

export const sectionOf = (report: AnyReport): Section => ({
  machine: report.machine,
  tables: tablesOf(report),
});

function tablesOf(report: AnyReport): Section['tables'] {
  switch (report.benchmark) {
    case 'ingest':
      return ingestTables(report);
    case 'sustained':
      return sustainedTables(report);
    case 'query':
      return queryTables(report);
    case 'rebuild':
      return rebuildTables(report);
    case 'during':
      return duringTables(report);
  }
}
