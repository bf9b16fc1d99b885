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

/** The page, and the folder that its figures come from. */
export const PAGE = 'docs/performance.md';
export const fileOf = (name: string): string => `docs/performance/${name}.json`;

/** The figures of a file, such as `ingest`; null if there is no such file. */
export function publishedSection(name: string): Section | null {
  const file = fileOf(name);
  if (!existsSync(file)) return null;
  const report = JSON.parse(readFileSync(file, 'utf8')) as AnyReport;
  if (report.benchmark !== name) throw new Error(`${file} has the figures of ${report.benchmark}.`);
  return sectionOf(report);
}

export const sectionOf = (report: AnyReport): Section => ({
  machine: report.machine,
  parameters: parametersOf(report),
  tables: tablesOf(report),
});

function parametersOf(report: AnyReport): string {
  switch (report.benchmark) {
    case 'ingest':
      return `${report.runs.length} runs of ${report.seconds} s, ${report.connections} connections, seed ${report.seed}`;
    case 'sustained':
      return `one run of ${report.seconds} s, ${report.connections} connections, seed ${report.seed}`;
    case 'query':
      return (
        `${report.runs.length} runs of ${report.seconds} s, ${report.connections} connections, a log of ` +
        `${report.events} events, ${report.rate} webhooks a second due while ingesting, answers of ` +
        `${report.answerBytes} bytes, seed ${report.seed}`
      );
    case 'rebuild':
      return `${report.runs.length} runs over all sizes, seed ${report.seed}`;
    case 'during':
      return (
        `${report.runs.length} runs of ${report.seconds} s, a log of ${report.events} events, ${report.rate} webhooks ` +
        `and as many questions due a second, seed ${report.seed}`
      );
  }
}

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
