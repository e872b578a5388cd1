const common = {
  testEnvironment: 'node',
  // Node compiles and loads what tests import (test/support/jest/register.js).
  testRunner: '<rootDir>/test/support/jest/run-file.js',
  transform: {},
}

/** What the tests of a project use, started once. */
const startedFor = (project) => ({
  globalSetup: `<rootDir>/test/support/jest/set-up-${project}.js`,
  globalTeardown: '<rootDir>/test/support/jest/tear-down.js',
})

/**
 * unit: no services. db: each file gets its own clone of a migrated PostgreSQL template.
 * kafka: real brokers, and the same databases. e2e: the built hub as its user starts it, against the simulators over sockets.
 */
export default {
  // A busy machine is slow: only what hangs takes longer.
  testTimeout: 60_000,
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
      ...startedFor('db'),
    },
    {
      ...common,
      displayName: 'kafka',
      roots: ['<rootDir>/src', '<rootDir>/test'],
      testMatch: ['**/*.kafka.test.ts'],
      ...startedFor('kafka'),
    },
    {
      ...common,
      displayName: 'e2e',
      roots: ['<rootDir>/test'],
      testMatch: ['**/*.e2e.test.ts'],
      ...startedFor('e2e'),
    },
  ],
}
