import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { stopOnSignals } from '../../../cli/src/terminal/stop-on-signals.js';
import { type Machine, machineText } from '../measure/machine.js';
import { Narrator } from '../report/narrator.js';
import { asText, type Table } from '../report/table.js';

export interface Benchmark<Report> {
  readonly measure: (tools: {
    readonly signal: AbortSignal;
    readonly narrator: Narrator;
  }) => Promise<Report>;
  readonly tables: (report: Report) => readonly Table[];
  readonly jsonFile: string | undefined;
}

/** Measures, prints the tables, writes the JSON file. Exits as `stopOnSignals` says. */
export async function runBenchmark<Report extends { readonly machine: Machine }>({
  measure,
  tables,
  jsonFile,
}: Benchmark<Report>): Promise<void> {
  process.exitCode = await stopOnSignals(async (signal) => {
    const report = await measure({ signal, narrator: new Narrator(process.stderr) });
    process.stdout.write(
      `${[`${machineText(report.machine)}; commit ${report.machine.commit}`, ...tables(report).map(asText)].join('\n\n')}\n`,
    );
    if (jsonFile !== undefined) writeJson(jsonFile, report);
    return 0;
  });
}

function writeJson(file: string, report: object): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}
