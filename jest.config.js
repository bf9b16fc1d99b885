/** Jest runs the TypeScript sources as ES modules; swc only strips types and lowers decorators. */
export default {
  rootDir: '.',
  roots: ['<rootDir>/apps', '<rootDir>/libs'],
  testMatch: ['**/*.spec.ts', '**/*.e2e-spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '@swc/jest' },
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^@subledger/([^/]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^@subledger/([^/]+)/([^/]+)$': '<rootDir>/libs/$1/src/$2/index.ts',
  },
  testEnvironment: 'node',
  coverageProvider: 'v8',
  testTimeout: 30_000,
  // Two workers: the suites start real servers, and the smallest machine we support has two cores.
  maxWorkers: 2,
  reporters: ['default', '<rootDir>/tools/closing-line-reporter.js'],
};
