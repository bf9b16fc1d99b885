import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { Registry } from 'prom-client';
import { ROUTE_CLASSES } from '../src/metrics/route-class.js';
import { scrape } from './metrics-page.js';
import { type PromQl, readPromQl } from './promql.js';
import { newBuyer, purchase } from './purchase.js';
import { deliver, type RunningLedger, runLedger } from './running-ledger.js';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: Readonly<Record<string, string>>;
}

interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

const FOLDER = 'docker/observability';
const rules = (
  load(readFileSync(`${FOLDER}/alerts.yml`, 'utf8')) as { groups: { rules: Rule[] }[] }
).groups.flatMap((group) => group.rules);
const { panels } = JSON.parse(readFileSync(`${FOLDER}/dashboard.json`, 'utf8')) as {
  panels: Panel[];
};
const EXPRESSIONS: readonly (readonly [name: string, expression: string, texts: string])[] = [
  ...rules.map(
    ({ alert, expr, annotations }) => [alert, expr, Object.values(annotations).join()] as const,
  ),
  ...panels.flatMap(({ title, targets = [] }) =>
    targets.map(
      ({ expr, legendFormat }) =>
        [`panel ${title}`, expr.replaceAll('$__rate_interval', '5m'), legendFormat] as const,
    ),
  ),
];

/** Prometheus adds these itself: whether a target answers, and who it is. */
const OF_PROMETHEUS = new Map([['up', new Set<string>()]]);
const LABELS_OF_PROMETHEUS = ['instance', 'job'];

let ledger: RunningLedger;
/** Each series' name, its labels, and the values that they have. */
let exposed: ReadonlyMap<string, ReadonlySet<string>>;
let values: ReadonlyMap<string, ReadonlySet<string>>;
beforeAll(async () => {
  ledger = await runLedger();
  await deliver(ledger, purchase(newBuyer()));
  await deliver(ledger, purchase(newBuyer()), { headers: { Authorization: 'wrong' } });
  exposed = new Map([...namesAndLabels(), ...OF_PROMETHEUS]);
  values = labelValues([...(await scrape(ledger)).keys()]);
});
afterAll(async () => {
  await ledger.remove();
});

/** By the registry itself, because a rebuild's gauge has no series while none runs. */
function namesAndLabels(): readonly (readonly [string, ReadonlySet<string>])[] {
  const metrics = ledger.app.get(Registry).getMetricsAsArray() as unknown as readonly {
    readonly name: string;
    readonly type: string;
    readonly labelNames: readonly string[];
  }[];
  return metrics.flatMap(({ name, type, labelNames }) => {
    const labels = new Set(labelNames);
    if (type !== 'histogram') return [[name, labels] as const];
    return [
      [`${name}_bucket`, new Set([...labels, 'le'])] as const,
      [`${name}_sum`, labels] as const,
      [`${name}_count`, labels] as const,
    ];
  });
}

function labelValues(series: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>([
    ['route_class', new Set(ROUTE_CLASSES)],
    ['job', new Set(['subledger'])],
  ]);
  for (const one of series)
    for (const [, label = '', value = ''] of one.matchAll(/(\w+)="([^"]*)"/g))
      found.set(label, (found.get(label) ?? new Set()).add(value));
  return found;
}

/** The labels that an expression may speak of: those of all its metrics. */
const labelsOf = ({ selectors }: PromQl): readonly string[] => [
  ...LABELS_OF_PROMETHEUS,
  ...selectors.flatMap(({ metric }) => [...(exposed.get(metric) ?? [])]),
];

describe('the alert rules and the dashboard', () => {
  it.each(EXPRESSIONS)('ask for what a ledger exposes: %s', (_, expression, texts) => {
    const asked = readPromQl(expression);
    expect(asked.selectors.length).toBeGreaterThan(0);
    for (const { metric, matchers } of asked.selectors) {
      expect([...exposed.keys()]).toContain(metric);
      for (const { label, values: wanted } of matchers) {
        expect([...LABELS_OF_PROMETHEUS, ...(exposed.get(metric) ?? [])]).toContain(label);
        expect([...(values.get(label) ?? [])]).toEqual(expect.arrayContaining([...wanted]));
      }
    }
    const labels = labelsOf(asked);
    expect(labels).toEqual(expect.arrayContaining([...asked.groupings]));
    const named = [...texts.matchAll(/\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}/g)];
    expect(labels).toEqual(expect.arrayContaining(named.map(([, label]) => label)));
  });

  it('show or watch every metric of the ledger', () => {
    const watched = new Set(
      EXPRESSIONS.flatMap(([, expression]) => readPromQl(expression).selectors).map(({ metric }) =>
        metric.replace(/_(bucket|count|sum)$/, ''),
      ),
    );
    const own = ledger.app
      .get(Registry)
      .getMetricsAsArray()
      .map(({ name }) => name)
      .filter((name) => name.startsWith('subledger_'));
    expect(own.filter((name) => !watched.has(name)).sort()).toEqual([
      // The list of projections has more about it than a number.
      'subledger_projection_applied_events',
    ]);
  });
});

describe('the reader of PromQL', () => {
  it('finds metrics, matchers and groupings', () => {
    expect(readPromQl('sum by (a) (rate(x_total{b=~"c|d"}[5m])) / on (e) y > 0')).toEqual({
      selectors: [
        { metric: 'x_total', matchers: [{ label: 'b', values: ['c', 'd'] }] },
        { metric: 'y', matchers: [] },
      ],
      groupings: ['a', 'e'],
    });
  });

  it.each(['sum(', 'rate(x[5q])', 'x{a=b}', ''])('refuses what is none: %j', (expression) => {
    expect(() => readPromQl(expression)).toThrow('No PromQL');
  });
});
