import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildSync } from 'esbuild'

const common = {
  testEnvironment: 'node',
  // What has been compiled outlives the folder of a run.
  cacheDirectory: join(import.meta.dirname, 'node_modules/.cache/jest'),
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleNameMapper: typeboxInFewFiles(),
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

/** Rather than in some seven hundred, which nearly every test file would open and compile anew. */
function typeboxInFewFiles() {
  const packages = join(import.meta.dirname, 'node_modules')
  const { version } = JSON.parse(readFileSync(join(packages, 'typebox/package.json'), 'utf8'))
  const cache = join(packages, '.cache/insyn-typebox')
  const folder = join(cache, version)
  const entries = { '^typebox$': 'index', '^typebox/value$': 'value/index' }
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true })
    // Made beside and moved into place: another run may look for it at the same time.
    const outdir = mkdtempSync(join(cache, 'made-'))
    const entryPoints = Object.values(entries).map((entry) => join(packages, `typebox/build/${entry}.mjs`))
    const outExtension = { '.js': '.mjs' }
    buildSync({ entryPoints, outdir, outExtension, bundle: true, splitting: true, format: 'esm', platform: 'node' })
    try {
      renameSync(outdir, folder)
    } catch (error) {
      rmSync(outdir, { recursive: true, force: true })
      if (!existsSync(folder)) throw error
    }
  }
  return Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, join(folder, `${entry}.mjs`)]))
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
