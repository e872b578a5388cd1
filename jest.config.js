const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '^.+\\.ts$': compile({ parser: { syntax: 'typescript' } }),
    '^.+\\.tsx$': compile({
      parser: { syntax: 'typescript', tsx: true },
      transform: { react: { runtime: 'automatic', importSource: 'preact' } },
    }),
  },
}

function compile(language) {
  const module = { type: 'es6' }
  return ['@swc/jest', { swcrc: false, sourceMaps: 'inline', module, jsc: { target: 'es2022', ...language } }]
}

/**
 * unit: no services. db: each file gets its own clone of a migrated PostgreSQL template.
 * kafka: real brokers, and the same databases. e2e: the built hub as its user starts it, against the simulators over sockets.
 */
export default {
  // A busy machine is slow: only what hangs takes longer.
  testTimeout: 60_000,
  // What a test file has loaded is not all given back when it ends.
  workerIdleMemoryLimit: '1GB',
  testSequencer: '<rootDir>/scripts/test-order.js',
  projects: [
    {
      ...common,
      displayName: 'unit',
      roots: ['src', 'simulators', 'bench', 'api', 'client', 'test'].map((folder) => `<rootDir>/${folder}`),
      testMatch: ['**/*.test.ts', '**/*.test.tsx'],
      testPathIgnorePatterns: ['\\.db\\.test\\.ts$', '\\.kafka\\.test\\.ts$', '\\.e2e\\.test\\.ts$', '/node_modules/'],
    },
    {
      ...common,
      displayName: 'db',
      roots: ['<rootDir>/src', '<rootDir>/test'],
      testMatch: ['**/*.db.test.ts'],
      globalSetup: '<rootDir>/test/support/database/start-postgres.ts',
      globalTeardown: '<rootDir>/test/support/database/stop-postgres.ts',
    },
    {
      ...common,
      displayName: 'kafka',
      roots: ['<rootDir>/src', '<rootDir>/test'],
      testMatch: ['**/*.kafka.test.ts'],
      globalSetup: '<rootDir>/test/support/bus/start-brokers.ts',
      globalTeardown: '<rootDir>/test/support/bus/stop-brokers.ts',
    },
    {
      ...common,
      displayName: 'e2e',
      roots: ['<rootDir>/test'],
      testMatch: ['**/*.e2e.test.ts'],
      globalSetup: '<rootDir>/test/support/hub/prepare-state.ts',
      globalTeardown: '<rootDir>/test/support/hub/remove-state.ts',
    },
  ],
}
