import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { BroadcastChannel } from 'node:worker_threads'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { build, type Plugin, stop } from 'esbuild'
import { type StartedSimulators, startSimulators } from '../../../simulators/start-simulators.ts'
import { useDatabase } from '../../../test/support/database/database.ts'
import { settingsOn } from '../../../test/support/hub/hub-in-process.ts'
import { until } from '../../../test/support/until.ts'
import { createHub, type Hub } from '../../hub.ts'
import { askToAbort } from '../../sync/run-record.ts'
import type { ScopeState, SyncJob } from '../../sync/sync-job.ts'

const PASSWORD = 'prov'
const BROMMA = { source: 'paraplyet', stadsdel: 'bromma' } as const
const db = useDatabase()
const channel = new BroadcastChannel('ending-thread')
const lines: { event: string; [field: string]: unknown }[] = []
const write = (event: string, fields: object = {}) => void lines.push({ event, ...fields })
let simulators: StartedSimulators
let folder: string
let hub: Hub

beforeAll(async () => {
  const today = new Date().toISOString().slice(0, 10)
  simulators = await startSimulators({ population: { antal: 60, seed: 5, today }, port: 0, losenord: PASSWORD })
  folder = await mkdtemp(join(tmpdir(), 'sync-threads-'))
  await cp('config', join(folder, 'config'), { recursive: true })
  const program = await buildThread(folder)
  const settings = settingsOn(db, join(folder, 'config'), simulators, PASSWORD)
  const log = { info: write, warn: write, error: write }
  hub = await createHub({ ...settings, synk: { ...settings.synk, arbetare: 2, omforsokMs: [] } }, folder, log, {
    syncThread: program,
  })
  await hub.start()
}, 180_000)
beforeEach(() => {
  simulators.noErrors()
  lines.length = 0
})
afterAll(async () => {
  channel.close()
  await stop()
  await hub.stop()
  await simulators.stop()
  await rm(folder, { recursive: true, force: true })
}, 60_000)

/** The thread of a hub, and what ends it, as one program. */
async function buildThread(to: string): Promise<URL> {
  const program = join(to, 'thread.mjs')
  const file = join(import.meta.dirname, 'testing/ending-thread.ts')
  await build({
    ...{ entryPoints: [file], outfile: program, bundle: true, platform: 'node', format: 'esm', target: 'node20' },
    external: ['pg-native', 'kafkajs'],
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'\nconst require = requireOf(import.meta.url)",
    },
    plugins: [ownFolders],
  })
  return pathToFileURL(program)
}

/** scripts/build.js does the same for the program. */
const ownFolders: Plugin = {
  name: 'own-folders',
  setup: (bundle) =>
    bundle.onLoad({ filter: /\.ts$/ }, async ({ path }) => ({
      loader: 'ts',
      contents: (await readFile(path, 'utf8'))
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
    })),
}

const runs = async (job: Partial<SyncJob> = {}, watch?: (state: ScopeState) => void) =>
  (await hub.sync({ scopes: [BROMMA], kind: 'fullstandig', trigger: 'prov', ...job }, watch))[0]
const records = async () =>
  (
    await db.pool.query<{ status: string; error_code: string | null }>(
      `select status, error_code from sync_run where source = 'paraplyet' and stadsdel = 'bromma' order by id desc limit 2`,
    )
  ).rows.map(({ status, error_code }) => error_code ?? status)

test('a run in a thread fills the mirror, tells of itself as it goes, and finds nothing changed the next time', async () => {
  const seen = new Set<string>()
  const first = await runs({}, ({ status }) => void seen.add(status))
  expect(first).toMatchObject({ status: 'lyckad', counts: { unchanged: 0 } })
  expect(first?.counts.added).toBeGreaterThan(0)
  expect([...seen]).toEqual(expect.arrayContaining(['koad', 'lyckad']))
  expect(lines).toContainEqual(expect.objectContaining({ event: 'sync-run', status: 'succeeded', ...BROMMA }))
  const { rows } = await db.pool.query<{ count: number }>(
    `select count(*) as count from uppgift where source = 'paraplyet' and stadsdel = 'bromma'`,
  )
  expect(rows[0]?.count).toBe(first?.counts.added)
  expect(await runs()).toMatchObject({ status: 'lyckad', counts: { added: 0, changed: 0, unchanged: rows[0]?.count } })
})

test.each(['exit', 'throw'] as const)('a thread that ends (%s) costs its run alone', async (how) => {
  simulators.fault({ peer: 'paraplyet', fel: 'droppar', stadsdel: 'bromma' })
  const lost = runs({}, ({ status }) => {
    if (status === 'pagar') channel.postMessage(how)
  })
  expect(await lost).toMatchObject({ status: 'misslyckad', errorCode: 'KORNING_FORLORAD' })
  expect(lines).toContainEqual(
    expect.objectContaining({ event: 'sync-run', status: 'failed', errorCode: 'KORNING_FORLORAD', ...BROMMA }),
  )
  expect(JSON.stringify(lines)).not.toContain('199304232383')
  simulators.noErrors()
  expect(await runs()).toMatchObject({ status: 'lyckad' })
  expect(await records()).toEqual(['lyckad', 'KORNING_FORLORAD'])
})

test('a run in a thread ends when a person asks for it', async () => {
  simulators.fault({ peer: 'paraplyet', fel: 'droppar', stadsdel: 'bromma' })
  const run = runs()
  await until(async () => {
    const { rows } = await db.pool.query<{ id: number }>(
      `select id from sync_run where status = 'pagar' and trigger = 'prov' order by id desc`,
    )
    return rows[0] !== undefined && (await askToAbort(db.pool, rows[0].id, 'Prov', 'prov'))
  })
  expect(await run).toMatchObject({ status: 'avbruten' })
})

test('a password that is refused is tried as seldom as by one thread: two companies refuse it, and no further one is asked', async () => {
  simulators.fault({ peer: 'agresso', fel: 'nekad' })
  const scopes = hub.scopes().filter(({ source }) => source === 'agresso')
  const states = await hub.sync({ scopes, kind: 'fullstandig', trigger: 'prov' })
  expect(new Set(states.map(({ errorCode }) => errorCode))).toEqual(new Set(['KALLA_INLOGGNING']))
  const asked = states.filter(({ errorMessage = '' }) => !errorMessage.includes('not asked'))
  expect(asked.length).toBeLessThanOrEqual(2)
})
