import { Registry } from 'prom-client';
import { GENERATED } from './generated.js';
import { ofRunningLedger } from './running.js';

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly labelNames: readonly string[];
}

/** `docs/reference/metrics.md`, from the registry of a running ledger. */
export async function metricsPage(): Promise<string> {
  const metrics = (await registered()).sort((a, b) => (a.name < b.name ? -1 : 1));
  return `${GENERATED}

# Metrics

\`GET /metrics\` returns them in the Prometheus text format, to a key of scope \`read\`. For what to watch, and the alert
rules, see [operating the ledger](../guides/operate.md#metrics). In addition there are
[prom-client's default metrics](https://github.com/siimon/prom-client#default-metrics): \`process_…\` for processor, memory
and open files, \`nodejs_…\` for the heap, garbage collection and the delay of the event loop.

A process shows what its [roles](configuration.md#roles) let it know. What cannot be measured, because a store or database
is down, is left out of the answer; \`subledger_check_failing\` says which. No label holds text from a sender.

| metric | type | labels | meaning |
| --- | --- | --- | --- |
${metrics.map(row).join('\n')}
`;
}

const row = ({ name, type, labelNames, help }: Metric): string =>
  `| \`${name}\` | ${type} | ${labelNames.map((label) => `\`${label}\``).join(', ')} | ${help} |`;

async function registered(): Promise<Metric[]> {
  const metrics = await ofRunningLedger(
    ({ app }) => app.get(Registry).getMetricsAsArray() as unknown as readonly Metric[],
  );
  return metrics.filter(({ name }) => name.startsWith('subledger_'));
}
