/**
 * The rooms of src/, top to bottom: a room imports only rooms below it, types included. `npm run check` holds this with
 * dependency-cruiser, and `scripts/rooms.js` draws what the rooms import.
 * `beside`: rooms below that this room must not import all the same. `typesOnly`: who imports the room's values; all other
 * rooms import its types alone. `only`: who imports the room at all.
 * @type {readonly { name: string, holds: string, path: string, beside?: string[], typesOnly?: string[], only?: string[] }[]}
 */
export const ROOMS = [
  { name: 'main', holds: 'entry', path: 'main\\.ts$' },
  { name: 'cli', holds: 'commands, signals and exit codes', path: 'cli/', beside: ['api', 'console'] },
  { name: 'hub', holds: 'composition root', path: 'hub(\\.ts$|/)' },
  { name: 'console', holds: 'web pages for officials', path: 'console/', only: ['hub'] },
  { name: 'api', holds: 'contracts, sign-in of callers, HTTP answers', path: 'api/' },
  {
    name: 'adapters',
    holds: 'protocols of sources, case systems and Kafka',
    path: 'adapters/(?!soap/)',
    only: ['hub'],
  },
  { name: 'adapters/soap', holds: 'SOAP over HTTP with limits', path: 'adapters/soap/', only: ['adapters'] },
  { name: 'operations', holds: 'schedule, reconciliation, doctor, acts of operators', path: 'operations/' },
  { name: 'review', holds: 'the access log in use: search, alerts, follow-up, extracts, exports', path: 'review/' },
  { name: 'uppslag', holds: 'lookups: mirror, live reads, invoice, register, statistics', path: 'uppslag/' },
  { name: 'avtal', holds: 'life of an avtal: keys, endings, receipts', path: 'avtal/' },
  { name: 'sync', holds: 'reading a source into the mirror', path: 'sync/' },
  { name: 'bus', holds: 'outbox to Kafka, and Kafka to open cases', path: 'bus/' },
  { name: 'cases', holds: 'what each open case should hold, and holding it', path: 'cases/' },
  { name: 'mirror', holds: 'sealed present state, flags, outbox', path: 'mirror/' },
  { name: 'policy', holds: 'who may see what, and why', path: 'policy/' },
  { name: 'access', holds: 'what every disclosure shares: caller, grounds, outcome, refusals', path: 'access/' },
  { name: 'atkomstlogg', holds: 'the access log: records, tree, checkpoints, follower', path: 'atkomstlogg/' },
  { name: 'mapping', holds: 'manifests to row readers to items', path: 'mapping/' },
  // The settings of an installation: a room takes the part that it needs as a type.
  {
    name: 'config',
    holds: 'settings of an installation',
    path: 'config((\\.test)?\\.ts$|/)',
    typesOnly: ['main', 'cli', 'hub'],
  },
  {
    name: 'platform',
    holds: 'database, keys, locks, state folder, XML, HTTP server and connections',
    path: 'platform/',
  },
  { name: 'log', holds: 'the technical log', path: 'log((\\.test)?\\.ts$|/)' },
  { name: 'errors', holds: 'closed set of error codes', path: 'errors\\.ts$' },
  { name: 'informationsmangd', holds: 'kinds and sources', path: 'informationsmangd(\\.ts$|/)' },
]

/** What is there for tests alone: it may import any room, and no room imports it. */
export const TESTS = '\\.test\\.tsx?$|/testing/'

const patternOf = ({ path }) => `^src/${path}`
const named = (names) => ROOMS.filter(({ name }) => names.includes(name)).map(patternOf)
const anyRoom = ROOMS.map(patternOf)

const order = ROOMS.map((room, index) => ({
  name: `${room.name}-imports-rooms-below`,
  severity: 'error',
  from: { path: patternOf(room), pathNot: TESTS },
  to: { path: [...ROOMS.slice(0, index).map(patternOf), ...named(room.beside ?? [])] },
})).filter(({ to }) => to.path.length > 0)

const guarded = ROOMS.flatMap((room) => {
  const allowed = room.only ?? room.typesOnly
  if (allowed === undefined) return []
  return {
    name: `${room.name}-is-${room.only === undefined ? 'types' : 'closed'}`,
    severity: 'error',
    from: { path: '^src/', pathNot: [TESTS, patternOf(room), ...named(allowed)] },
    to: { path: patternOf(room), ...(room.only === undefined ? { dependencyTypesNot: ['type-only'] } : {}) },
  }
})

/** Modules whose decisions follow from their arguments alone. */
const PURE = [
  '^src/mapping/',
  '^src/policy/(?!tillstand/)',
  '^src/sync/(delta|guard)\\.ts$',
  '^src/atkomstlogg/merkle\\.ts$',
]
const IMPURE = 'pg|kafkajs|soap|express|undici|winston'

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...order,
    ...guarded,
    { name: 'no-circles', severity: 'error', from: { path: '^src/' }, to: { circular: true } },
    { name: 'no-room', severity: 'error', from: { path: '^src/', pathNot: anyRoom }, to: {} },
    { name: 'no-room-imported', severity: 'error', from: {}, to: { path: '^src/', pathNot: anyRoom } },
    { name: 'no-room-alone', severity: 'error', from: { orphan: true, path: '^src/', pathNot: anyRoom }, to: {} },
    {
      name: 'no-tests-in-rooms',
      comment: 'the hub knows its peers only over sockets, and nothing of its tests',
      severity: 'error',
      from: { path: '^src/', pathNot: TESTS },
      to: { path: ['^(simulators|test|bench|scripts|client)/', `^src/.*(${TESTS})`] },
    },
    {
      name: 'pure',
      comment: 'what these modules decide follows from their arguments alone',
      severity: 'error',
      from: { path: PURE, pathNot: TESTS },
      to: {
        path: [
          `^node_modules/(@types/)?(${IMPURE})/`,
          '^(http|https|net|tls)$',
          '^src/platform/database/',
          '^src/mirror/',
        ],
        dependencyTypesNot: ['type-only'],
      },
    },
    { name: 'resolvable', severity: 'error', from: { path: '^src/' }, to: { path: '^\\.', couldNotResolve: true } },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(node_modules/(?!(@types/)?(pg|kafkajs|soap|express|undici|winston)/))' },
  },
}
