import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { BrowserContext, Page } from 'playwright-core'
import type { Truth } from '../simulators/population/truth.ts'
import type { LogRecord } from '../src/atkomstlogg/access.ts'
import { createLogWriter } from '../src/atkomstlogg/writer.ts'
import { openStore } from '../src/hub/store.ts'
import { createPool } from '../src/platform/database/database.ts'
import { embeddedAddress } from '../src/platform/database/embedded.ts'
import { startBrowser } from './support/browser.ts'
import { configFor, newState, settle, startSimulatorProcess } from './support/installation.ts'
import { loadNow, median, printMachine, printTable, quantile } from './support/numbers.ts'
import { LOGS, searchRecords } from './support/search-records.ts'
import { startServingHub } from './support/serving-hub.ts'

/**
 * The console in front of a hub with so many persons and records: how long each page takes from the request to its last byte, with
 * everything that belongs to it (session, policy, read, durable record, HTML), and how long a person takes for a task, by a browser in
 * which keys are struck as fast as a practised hand strikes them.
 */
const FULL = process.argv.includes('--full')
const PEOPLE = FULL ? 100_000 : 2_000
const RECORDS = FULL ? 1_000_000 : 20_000
const ROUNDS = 40
/** Between two keys. */
const KEY_MS = 120

printMachine()
const simulators = await startSimulatorProcess(PEOPLE)
const state = await newState()
// The embedded server's user must be able to reach its data through this folder.
await chmod(state.folder, 0o711)
await fillLog(join(state.folder, 'tillstand'))
const hub = await startServingHub(simulators.base, state.folder, 1)
await settled(join(state.folder, 'tillstand'))
const browser = await startBrowser()
const { personnummer } = await someoneWithInvoice()
console.log(`${String(PEOPLE)} persons, ${String(RECORDS)} records`)

const agent = await signIn('Sara Lind')
await lookUp(agent, personnummer, 0)
const person = agent.url()
const operator = await signIn('Mats Ekdahl')
const officer = await signIn('Eva Ros')
await giveReason(officer)
const PAGES: readonly (readonly [string, Page, readonly string[]])[] = [
  ['servicehandläggare', agent, ['/uppslag', new URL(person).pathname, '/uppslag/handlaggare', '/uppslag/tillstand']],
  [
    'drift',
    operator,
    ['/drift', '/drift?vy=kallor', '/drift/kommande', '/drift/karantan', '/drift/leveranser', '/drift/avtal'],
  ],
  [
    'säkerhetsansvarig',
    officer,
    [
      ...['/logg?period=30', '/logg?logg=bromma', '/logg/tider', '/logg/larm', '/logg/granskare', '/logg/uppfoljning'],
      ...['/logg/utdrag', '/logg/export', '/logg/avtal', '/logg/matris'],
    ],
  ],
]
const rows: string[][] = []
for (const [who, page, paths] of PAGES)
  for (const path of paths) {
    const times = await timesOf(page.context(), path)
    rows.push([
      who,
      path.startsWith('/uppslag/') && path.length > 30 ? 'the open person' : path,
      ...figures(times),
      loadNow(),
    ])
  }
printTable(['who', 'page', 'p50 ms', 'p95 ms', 'KiB', 'load'], rows)

const seconds: number[] = []
for (let round = 0; round < 5; round++) {
  const caller = await signIn('Sara Lind')
  const start = performance.now()
  await lookUp(caller, personnummer, KEY_MS)
  await caller.keyboard.press('Alt+o')
  await caller.waitForFunction(`navigator.clipboard.readText().then((text) => /^[0-9]{5,}$/.test(text))`)
  seconds.push((performance.now() - start) / 1000)
  await caller.context().close()
}
console.log(
  `\nnumber typed to OCR number copied: ${median(seconds).toFixed(1)} s (median of 5, ${String(KEY_MS)} ms a key)`,
)

await browser.close()
await hub.stop()
await simulators.stop()
await state.remove()

async function fillLog(folder: string): Promise<void> {
  const config = { ...configFor(simulators.base), databas: 'inbyggd' as const }
  const store = await openStore(config, folder, LOGS)
  const writer = createLogWriter(store.logPool)
  await writer.start()
  let batch: LogRecord[] = []
  for (const record of searchRecords(RECORDS, new Date())) {
    batch.push(record)
    if (batch.length === 1_000) await writer.write(batch.splice(0))
  }
  if (batch.length > 0) await writer.write(batch)
  batch = []
  await store.pool.query('vacuum analyze access_index')
  await writer.stop()
  await store.close()
}

/** What a hub does beside its pages when it meets a million records and a whole city at once, which on no other day it does. */
async function settled(folder: string): Promise<void> {
  const pool = createPool(embeddedAddress(folder), { max: 1, applicationName: 'bench' })
  for (let left = 1; left > 0; await delay(500)) {
    const { rows } = await pool.query<{ left: number }>(
      `select (select count(*) from outbox)::int + (select count(*) from log_head h
                left join log_follower f using (logg) where h.size > coalesce(f.nummer, 0) + 100)::int as left`,
    )
    left = rows[0]?.left ?? 0
  }
  await pool.end()
  await settle(folder)
}

async function someoneWithInvoice(): Promise<Truth> {
  for (let index = 0; ; index++) {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ index })
    const answer = await fetch(`${simulators.base}/styrning/sanning`, { method: 'POST', headers, body })
    const truth = (await answer.json()) as Truth
    const invoices = Object.values(truth.stadsdelar).flatMap(({ faktura = [] }) => faktura)
    if (truth.skydd === 'ingen' && invoices.some(({ kvarstaende }) => Number(kvarstaende) > 0)) return truth
  }
}

async function signIn(name: string): Promise<Page> {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
  const page = await context.newPage()
  await page.goto(`${hub.adress}/logga-in`)
  await page.getByRole('button', { name }).click()
  await page.getByRole('button', { name: 'Logga ut' }).waitFor()
  return page
}

async function lookUp(page: Page, number: string, delay: number): Promise<void> {
  const { keyboard } = page
  await keyboard.type(number, { delay })
  for (const label of ['Fråga som rör flera områden', '', 'BankID', 'Personen själv']) {
    await keyboard.press('Tab')
    if (label === '') await keyboard.type('KC-2026-10017', { delay })
    else await choose(page, label, delay)
  }
  await keyboard.press('Enter')
  await page.waitForURL(/\/uppslag\/[\w-]{22,}$/)
}

async function choose(page: Page, label: string, delay: number): Promise<void> {
  for (;;) {
    if ((await page.evaluate<string>('document.activeElement.selectedOptions[0].label')).startsWith(label)) return
    await page.keyboard.press('ArrowDown', { delay })
  }
}

async function giveReason(page: Page): Promise<void> {
  await page.goto(`${hub.adress}/logg/skal`)
  await page.getByRole('textbox').first().fill('Mätning')
  await page.keyboard.press('Enter')
  await page.waitForLoadState()
}

async function timesOf(context: BrowserContext, path: string): Promise<{ ms: number[]; size: number }> {
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
  const ms: number[] = []
  let size = 0
  for (let round = 0; round < ROUNDS + 5; round++) {
    const start = performance.now()
    const answer = await fetch(hub.adress + path, { headers: { cookie, accept: 'text/html' }, redirect: 'manual' })
    const text = await answer.text()
    // The first ones warm it up.
    if (round >= 5) ms.push(performance.now() - start)
    if (answer.status !== 200) throw new Error(`${path} answers ${String(answer.status)}`)
    size = text.length / 1024
  }
  return { ms, size }
}

function figures({ ms, size }: { ms: number[]; size: number }): string[] {
  return [quantile(ms, 0.5).toFixed(1), quantile(ms, 0.95).toFixed(1), size.toFixed(0)]
}
