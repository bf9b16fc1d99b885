/** Which folder may import which: docs/architecture.md as a rule set. Tests follow the same rules. */
const libs =
  'adapty|configuration|domain|event-store|flows|ingestion|projections|proofs|queries|read-models';

/** The parts of libs that have an index of their own, for threads that must load nothing else. */
const parts =
  'configuration/src/files|event-store/src/sqlite|projections/src/operations|read-models/src/bulk';

/** A lib may import itself, the listed libs (through their index), and packages. */
const house = (name, allowed) => ({
  name: `${name}-imports-only-${allowed.length === 0 ? 'itself' : allowed.join('-and-')}`,
  severity: 'error',
  from: { path: `^libs/${name}/src`, pathNot: '\\.spec\\.ts$|/test/' },
  to: { path: `^(libs/(${libs})|apps)/`, pathNot: `^libs/(${[name, ...allowed].join('|')})/` },
});

export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: ['\\.spec\\.ts$', '\\.config\\.js$', '^tools/', '/main\\.ts$', '\\.d\\.ts$'],
      },
      to: {},
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-dev-dependencies-in-product',
      severity: 'error',
      // The benchmarks are not part of the product: they are in no image.
      from: { path: '^(apps|libs)/[^/]+/src', pathNot: '\\.spec\\.ts$|/test/|^apps/bench/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: ['node_modules/@types/'] },
    },
    {
      name: 'libs-through-their-index',
      severity: 'error',
      from: { path: '^(?:libs|apps)/([^/]+)/' },
      to: {
        path: `^libs/(${libs})/src/(?!index\\.ts$)`,
        pathNot: ['^libs/$1/', `^libs/(${parts})/index\\.ts$`],
      },
    },
    {
      name: 'domain-imports-nothing',
      severity: 'error',
      from: { path: '^libs/domain/src', pathNot: '\\.spec\\.ts$|/test/' },
      to: { pathNot: '^libs/domain/src' },
    },
    house('domain', []),
    house('adapty', ['domain']),
    house('event-store', ['domain', 'configuration']),
    house('ingestion', ['adapty', 'domain', 'event-store']),
    house('read-models', ['domain', 'configuration']),
    house('projections', ['adapty', 'domain', 'event-store', 'read-models']),
    house('proofs', ['domain', 'event-store', 'configuration']),
    house('queries', ['adapty', 'domain', 'event-store', 'read-models']),
    house('configuration', []),
    house('flows', []),
    {
      name: 'opentelemetry-in-its-own-files',
      severity: 'error',
      from: {
        path: '^(apps|libs)/',
        pathNot: '^apps/ledger/src/tracing/(open-telemetry|heard-exporter)\\.ts$',
      },
      to: { path: 'node_modules/@opentelemetry/' },
    },
    {
      name: 'opentelemetry-loaded-only-where-it-is-configured',
      severity: 'error',
      from: {},
      to: { path: '^apps/ledger/src/tracing/open-telemetry\\.ts$', dynamic: false },
    },
    {
      name: 'libs-know-no-app',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'apps-know-no-other-app',
      severity: 'error',
      from: { path: '^apps/([^/]+)/src' },
      // The benchmarks start a ledger, query it and draw tables as the command does.
      to: { path: '^apps/', pathNot: ['^apps/$1/', '^apps/cli/src/'] },
    },
    {
      name: 'nobody-but-the-benchmarks-imports-the-command',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '^apps/(cli|bench)/' },
      to: { path: '^apps/cli/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      // A package's parts are found through its exports.
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
};
