import { hash } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { realPolicy, startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'
import { useDatabase } from '../../test/support/database/database.ts'
import { LOOKUP } from '../../test/support/exported-records.ts'
import { testKeys } from '../../test/support/keys.ts'
import { discloseThrough } from '../atkomstlogg/disclose.ts'
import { createLogWriter } from '../atkomstlogg/writer.ts'
import { postgresExports } from '../review/exports/export-store.ts'
import { createExportPreparer } from '../review/exports/prepare-exports.ts'
import { run as runCommand } from './cli.ts'
import type { Terminal } from './command.ts'

const db = useDatabase()
const policy = realPolicy()
const keys = testKeys(policy.stadsdelar.map(({ kod }) => kod))
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }

let app: UppslagApp
let log: ReturnType<typeof createLogWriter>
let preparer: ReturnType<typeof createExportPreparer>
let folder: string
beforeAll(async () => {
  log = createLogWriter(db.pool)
  app = await startUppslagApp({
    policy,
    keys,
    disclose: discloseThrough(log),
    exports: postgresExports(db.pool, keys),
  })
  preparer = createExportPreparer({ pool: db.pool, keys, checkpoint: async () => undefined, log: quiet })
  preparer.start()
  await log.write(
    Array.from({ length: 3_000 }, (_, i) => ({ logg: 'bromma', access: { ...LOOKUP, arende: `KC-${i}` } })),
  )
})
afterAll(async () => {
  await preparer.stop()
  await app.stop()
  await log.stop()
})
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'insyn-export-'))
})
afterEach(() => rm(folder, { recursive: true }))

const ORDER = ['logg', 'ut', '--format', 'csv', '--loggar', 'bromma', '--fran', '2026-10-01', '--till', '2026-10-31']
const REASON = ['--skal', 'Månadens uppföljning, dnr 7']

async function run(argv: readonly string[], hub = app.base) {
  const texts = { out: '', err: '' }
  const stream = (name: 'out' | 'err') => ({ write: (text: string) => void (texts[name] += text) })
  const terminal = { out: stream('out'), err: stream('err'), cwd: folder } as unknown as Terminal
  const token = await app.token({ klient: 'demo', roller: ['granskare'] })
  const code = await runCommand(argv, { INSYN_HUB: hub, INSYN_TOKEN: token }, terminal)
  return { code, ...texts }
}
const path = (name: string) => join(folder, name)

/** A way to the hub that breaks every answer with a file after so many bytes, and then lets nobody through for a while. */
async function breakingProxy(longest: number, closedMs: number) {
  let closedUntil = 0
  let breaks = 0
  const server = createServer((caller) => {
    if (Date.now() < closedUntil) {
      caller.resetAndDestroy()
      return
    }
    const { hostname, port } = new URL(app.base)
    const hub = connect(Number(port), hostname)
    let passed = 0
    const stop = (one: Socket) =>
      one.on('error', () => undefined).on('close', () => [caller, hub].forEach((end) => end.destroy()))
    stop(caller)
    stop(hub)
    caller.pipe(hub)
    hub.on('data', (piece: Buffer) => {
      passed += piece.length
      if (passed <= longest) {
        caller.write(piece)
        return
      }
      breaks++
      closedUntil = Date.now() + closedMs
      caller.write(piece.subarray(0, piece.length - (passed - longest)), () => caller.resetAndDestroy())
      hub.destroy()
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return { address: `http://127.0.0.1:${port}`, breaks: () => breaks, stop: () => server.close() }
}

test('the records come into a file, with the manifest beside it', async () => {
  const { code, out, err } = await run([...ORDER, ...REASON, '--fil', 'ut.csv'])
  const text = await readFile(path('ut.csv'), 'utf8')
  expect([code, (await readdir(folder)).sort()]).toEqual([0, ['ut.csv', 'ut.csv.manifest.json']])
  expect(text.split('\r\n').length).toBeGreaterThan(3_000)
  expect(out).toContain(`sha256 ${hash('sha256', text)}`)
  expect(err).toContain('100 %')
  const told = JSON.parse(await readFile(path('ut.csv.manifest.json'), 'utf8')) as { manifest: { antal: number } }
  expect(out).toContain(`${told.manifest.antal} poster`)
  expect((await stat(path('ut.csv'))).mode & 0o077).toBe(0)
})

test('a connection that breaks again and again costs nothing but time', async () => {
  const proxy = await breakingProxy(300_000, 700)
  const { code } = await run([...ORDER, ...REASON, '--fil', 'ut.csv'], proxy.address)
  proxy.stop()
  expect([code, proxy.breaks()]).toEqual([0, expect.any(Number)])
  expect(proxy.breaks()).toBeGreaterThan(2)
  await run([...ORDER, ...REASON, '--fil', 'direkt.csv'])
  const rows = async (name: string) =>
    (await readFile(path(name), 'utf8')).split('\r\n').filter((row) => row.includes('KC-'))
  expect(await rows('ut.csv')).toEqual(await rows('direkt.csv'))
}, 60_000)

test('an export that was left is gone on with from what has come', async () => {
  const { out } = await run([...ORDER, ...REASON, '--fil', 'ut.csv', '--json'])
  const { exportId } = JSON.parse(out) as { exportId: string }
  const whole = await readFile(path('ut.csv'))
  await writeFile(path('igen.csv.del'), whole.subarray(0, 777_777))
  const again = await run(['logg', 'ut', '--export', exportId, '--fil', 'igen.csv'])
  expect([again.code, (await readFile(path('igen.csv'))).equals(whole)]).toEqual([0, true])

  await writeFile(path('annan.csv.del'), Buffer.alloc(1_000, 'x'))
  const other = await run(['logg', 'ut', '--export', exportId, '--fil', 'annan.csv'])
  expect(other).toMatchObject({ code: 1, err: expect.stringMatching(/hashen stämmer inte/) })
  expect(await readdir(folder)).not.toContain('annan.csv')
  await writeFile(path('lang.csv.del'), Buffer.alloc(whole.length + 1))
  const long = await run(['logg', 'ut', '--export', exportId, '--fil', 'lang.csv'])
  expect(long).toMatchObject({ code: 2, err: expect.stringMatching(/annan export/) })
})

test.each([
  ['a file that is there', [...ORDER, ...REASON, '--fil', 'finns.csv'], /finns redan/],
  ['a folder that is not', [...ORDER, ...REASON, '--fil', 'ingen/ut.csv'], /mappen .* finns inte/],
  ['no file', [...ORDER, ...REASON], /--fil/],
  ['no reason', [...ORDER, '--fil', 'ut.csv'], /--skal/],
  ['no period', ['logg', 'ut', '--format', 'csv', ...REASON, '--fil', 'ut.csv'], /--fran/],
  ['another’s export', ['logg', 'ut', '--export', '5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30', '--fil', 'u'], /finns inte/],
  ['another format', [...ORDER.map((one) => (one === 'csv' ? 'xls' : one)), ...REASON, '--fil', 'u'], /format/],
])('%s is told, and leaves nothing', async (_, argv, told) => {
  await writeFile(path('finns.csv'), 'kvar')
  await mkdir(path('mapp'))
  const { code, err } = await run(argv)
  expect([code === 1 || code === 2, err]).toEqual([true, expect.stringMatching(told)])
  expect((await readdir(folder)).sort()).toEqual(['finns.csv', 'mapp'])
  expect(await readFile(path('finns.csv'), 'utf8')).toBe('kvar')
})
