import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IngestReport } from '../src/ingest/ingest-report.js';
import type { SustainedReport } from '../src/ingest/sustained.js';
import type { QueryReport } from '../src/query/query-report.js';
import type { DuringReport } from '../src/rebuild/during-report.js';
import type { RebuildReport } from '../src/rebuild/rebuild-report.js';
import { asMarkdown } from '../src/report/table.js';
import { type AnyReport, sectionOf } from '../src/report/published.js';

/** What `npm run build:bench` makes. */
const MAIN = join(process.cwd(), 'dist/bench/apps/bench/src/main.js');
const LIMIT_MS = 60_000;

let folder: string;
const children: ChildProcess[] = [];
beforeAll(() => {
  expect(existsSync(MAIN) ? 'built' : 'npm run build:bench has not been run').toBe('built');
  folder = mkdtempSync(join(tmpdir(), 'subledger-bench-test-'));
  // PostgreSQL is started as somebody without rights where root runs the tests, and has to get in.
  chmodSync(folder, 0o755);
});
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** Runs a benchmark as small as it gets, with a temporary folder that shows what it leaves behind. */
async function bench(...args: readonly string[]) {
  const env = { PATH: process.env.PATH ?? '', TMPDIR: folder };
  const child = spawn(process.execPath, [MAIN, ...args], { env });
  children.push(child);
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}

/** Of a run that has to succeed, print what it wrote to its file, and leave nothing but what it keeps. */
async function reportOf(...args: readonly string[]): Promise<AnyReport> {
  const file = join(folder, 'report.json');
  const { code, out, err } = await bench(...args, '--json', file);
  expect([code, err]).toEqual([0, expect.any(String)]);
  const report = JSON.parse(readFileSync(file, 'utf8')) as AnyReport;
  const [table] = sectionOf(report).tables;
  for (const cell of table?.rows.at(-1) ?? []) expect(out).toContain(cell);
  for (const each of sectionOf(report).tables) expect(asMarkdown(each)).not.toMatch(/NaN|Infinity/);
  rmSync(file);
  expect(readdirSync(folder)).toEqual(['subledger-bench']);
  return report;
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + LIMIT_MS;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error('It never came to that.');
    await wait(20);
  }
}

const isFigure = (value: number | undefined): boolean => value !== undefined && value > 0;

describe('the benchmarks', () => {
  it(
    'measure ingestion beside the others, and nothing is refused',
    async () => {
      const args = ['--seconds', '1', '--runs', '1', '--connections', '8'];
      const { summary, ratios } = (await reportOf('ingest', ...args)) as IngestReport;
      expect(summary.map(({ contender }) => contender)).toEqual([
        'ledger',
        'ledger, recording only',
        'bare node:http',
        'Express + PostgreSQL',
      ]);
      for (const one of summary) {
        expect([one.contender, one.refused]).toEqual([one.contender, {}]);
        expect(isFigure(one.requestsPerSecond.median)).toBe(true);
        expect(isFigure(one.peakMegabytes.median)).toBe(true);
      }
      expect(summary.map(({ lagSeconds }) => lagSeconds === null)).toEqual([
        false,
        true,
        true,
        true,
      ]);
      expect(ratios.every(({ ratio }) => isFigure(ratio.median))).toBe(true);
    },
    LIMIT_MS,
  );

  it(
    'hold a rate, and tell how far the read models are behind',
    async () => {
      const args = ['--rate', '20', '--seconds', '1', '--connections', '8'];
      const { load, samples } = (await reportOf('ingest', ...args)) as SustainedReport;
      // 1 s and a fifth of it to warm up.
      expect((load.webhooks?.answered ?? 0) + (load.webhooks?.unsent ?? 0)).toBeGreaterThanOrEqual(
        23,
      );
      expect(load.webhooks?.refused).toEqual({});
      expect(isFigure(load.freshness?.samples)).toBe(true);
      expect(load.freshness?.tooLate).toBe(0);
      expect(isFigure(samples[0]?.residentBytes)).toBe(true);
    },
    LIMIT_MS,
  );

  it(
    'measure queries, and refuse none while ingesting',
    async () => {
      const args = ['--events', '200', '--seconds', '1', '--runs', '1', '--rate', '20'];
      const { summary, answerBytes } = (await reportOf(
        'query',
        '--connections',
        '8',
        ...args,
      )) as QueryReport;
      expect(answerBytes).toBeGreaterThan(100);
      expect(summary.map(({ refused }) => refused)).toEqual([{}, {}, {}]);
      expect(summary.map(({ webhooksPerSecond }) => isFigure(webhooksPerSecond?.median))).toEqual([
        false,
        true,
        false,
      ]);
    },
    LIMIT_MS,
  );

  it(
    'measure rebuilds of each size beside the bare reads',
    async () => {
      const { summary } = (await reportOf(
        'rebuild',
        '--events',
        '100,200',
        '--runs',
        '1',
      )) as RebuildReport;
      expect(summary.map(({ events }) => events)).toEqual([100, 200]);
      for (const { bytesAnEvent, warmToScan, coldToParse, copyToScan, cold, warm } of summary) {
        expect(bytesAnEvent).toBeGreaterThan(2_000);
        for (const spread of [
          warmToScan,
          coldToParse,
          copyToScan,
          cold.seconds,
          warm.peakMegabytes,
        ])
          expect(isFigure(spread.median)).toBe(true);
      }
    },
    LIMIT_MS,
  );

  it(
    'measure the same load without and with a rebuild',
    async () => {
      const args = ['--events', '200', '--seconds', '1', '--runs', '1', '--rate', '20'];
      const { summary } = (await reportOf('rebuild', '--during', ...args)) as DuringReport;
      expect(summary.figures.map(({ refused }) => refused)).toEqual([0, 0, 0, 0]);
      expect(isFigure(summary.rebuiltEvents.median)).toBe(true);
      expect(summary.p99Ratios.every(({ ratio }) => isFigure(ratio.median))).toBe(true);
    },
    LIMIT_MS,
  );

  it('say how they are used', async () => {
    const { code, out } = await bench('--help');
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/Usage: bench .*ingest.*query.*rebuild.*docs.*all/s),
    ]);
  });

  it(
    'end what they have started where they are stopped',
    async () => {
      const child = spawn(process.execPath, [MAIN, 'ingest', '--seconds', '600'], {
        env: { PATH: process.env.PATH ?? '', TMPDIR: folder },
      });
      children.push(child);
      const listening = (): readonly string[] =>
        readdirSync(folder, { recursive: true })
          .map(String)
          .filter((name) => name.endsWith(join('data', 'log.sqlite')));
      await until(() => listening().length > 0);
      child.kill('SIGINT');
      expect(await once(child, 'close')).toEqual([130, null]);
      expect(readdirSync(folder)).toEqual(['subledger-bench']);
    },
    LIMIT_MS,
  );

  it('refuse what would take forever', async () => {
    const { code, err } = await bench('rebuild', '--events', '100,10000001');
    expect([code, err]).toEqual([
      1,
      expect.stringContaining('It must be a whole number from 1 to 10000000.'),
    ]);
  });
});
