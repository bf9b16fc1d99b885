/** Who may import whom: docs/architecture.md as a rule set. Tests are held to the same houses. */
const libs =
  'adapty|configuration|domain|event-store|flows|ingestion|projections|proofs|queries|read-models';

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
      from: { path: '^(apps|libs)/[^/]+/src', pathNot: '\\.spec\\.ts$|/test/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: ['node_modules/@types/'] },
    },
    {
      name: 'libs-through-their-index',
      severity: 'error',
      from: { path: '^(?:libs|apps)/([^/]+)/' },
      to: { path: `^libs/(${libs})/src/(?!index\\.ts$)`, pathNot: '^libs/$1/' },
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
    house('ingestion', ['adapty', 'domain', 'event-store', 'configuration']),
    house('read-models', ['domain', 'configuration']),
    house('projections', ['adapty', 'domain', 'event-store', 'read-models']),
    house('proofs', ['domain', 'event-store']),
    house('queries', ['adapty', 'domain', 'event-store', 'read-models']),
    house('configuration', []),
    house('flows', []),
    {
      name: 'libs-know-no-app',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
};
