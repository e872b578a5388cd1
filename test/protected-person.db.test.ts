import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Truth } from '../simulators/population/truth.ts'
import { type StartedSimulators, startSimulators } from '../simulators/start-simulators.ts'
import type { Access } from '../src/atkomstlogg/access.ts'
import { createArendeStore } from '../src/cases/arende-store.ts'
import { createHub, type Hub } from '../src/hub.ts'
import { useDatabase } from './support/database/database.ts'
import { settingsOn, silent } from './support/hub/hub-in-process.ts'

const COUNT = 700
const MINUTE = 60_000
const PASSWORD = 'prov'
const CURSOR = 'KANARIE'
const FIELD = {
  beslut: ['beslutId', 'insats', 'franOchMed', 'tillOchMed', 'status'],
  faktura: [
    'fakturanummer',
    'delbetalning',
    'ocrNummer',
    'forfallodatum',
    'belopp',
    'kvarstaende',
    'betaldDatum',
    'betalstatus',
  ],
} as const

const db = useDatabase()
/** The console's own. */
const CASE = { arendeId: 'KC-1', klient: 'konsol' }
const today = new Date().toISOString().slice(0, 10)

let simulators: StartedSimulators
let isProtected: Truth
let folder: string
let hub: Hub

beforeAll(async () => {
  simulators = await startSimulators({
    population: { antal: COUNT, seed: 7, today },
    port: 0,
    losenord: PASSWORD,
    canary: CURSOR,
  })
  isProtected = someoneProtected()
  folder = await mkdtemp(join(tmpdir(), 'skyddad-'))
  await cp('config', join(folder, 'config'), { recursive: true })
  const settings = settingsOn(db, join(folder, 'config'), simulators, PASSWORD)
  // Long for a busy machine: sources that are slow are not what is tested here.
  hub = await createHub({ ...settings, direkt: { ...settings.direkt, fristMs: 30_000 } }, folder, silent)
  await hub.start()
  const personRef = 'AbCdEfGhIjKlMnOpQrStUv'
  await createArendeStore(db.pool, 0).open({ ...CASE, personRef, andamal: 'samlad-fraga', category: {} })
  const scopes = hub.scopes().filter(({ stadsdel }) => stadsdel in isProtected.stadsdelar)
  await hub.sync({ scopes, kind: 'fullstandig', trigger: 'prov' })
}, 2 * MINUTE)
afterAll(async () => {
  await hub.stop()
  await simulators.stop()
  await rm(folder, { recursive: true, force: true })
}, MINUTE)

/** With a decision and an invoice, so that both sources have something to show. */
function someoneProtected(): Truth {
  for (let index = 0; index < COUNT; index++) {
    const one = simulators.truthAt(index)
    const mangder = Object.values(one.stadsdelar)
    if (one.skydd !== 'ingen' && mangder.some((m) => 'beslut' in m && 'faktura' in m)) return one
  }
  throw new Error('the city lacks such a person')
}

async function post(path: string, body: object, endUser: string, ...roller: string[]) {
  const { access_token: token } = await simulators.issue({ slutanvandare: endUser, klient: 'konsol', roller })
  const answer = await fetch(hub.adress + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  return { status: answer.status, text, json: JSON.parse(text) as Record<string, unknown> }
}

const uppslag = (andamal: string, tillstand?: string) =>
  post(
    '/api/v1/uppslag',
    {
      personnummer: isProtected.personnummer,
      andamal,
      arende: CASE.arendeId,
      relation: 'sjalv',
      identifiering: 'bankid',
      ...(tillstand === undefined ? {} : { tillstand }),
    },
    'anna',
    'skyddad-handlaggare',
  )

async function records(eventId: unknown): Promise<{ logg: string; access: Access }[]> {
  const { rows } = await db.pool.query<{ logg: string; record: string }>(
    'select logg, record from access_record where event_id = $1 order by logg',
    [eventId],
  )
  return rows.map(({ logg, record }) => ({ logg, access: (JSON.parse(record) as { atkomst: Access }).atkomst }))
}

/** Everything that is in the database, as text. */
async function everythingStored(): Promise<string> {
  const { rows } = await db.pool.query<{ namn: string }>(
    `select tablename as namn from pg_tables where schemaname = 'public'`,
  )
  const dumps = await Promise.all(
    rows.map(({ namn }) => db.pool.query<{ row: string }>(`select t::text as row from ${namn} t`)),
  )
  return dumps.flatMap((dump) => dump.rows.map(({ row }) => row)).join('\n')
}

/** The fields that the role sees, as the city holds them. */
const truth = (mangd: 'beslut' | 'faktura') =>
  Object.entries(isProtected.stadsdelar)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([stadsdel, mangder]) =>
      (mangder[mangd] ?? []).map((item) => ({
        stadsdel,
        ...Object.fromEntries(FIELD[mangd].filter((field) => field in item).map((field) => [field, item[field]])),
      })),
    )
const shown = (items: unknown) =>
  (items as Record<string, unknown>[]).map(({ kalla: _, forfallen: __, fakturaRef: ___, ...item }) => item)

test(
  'a protected person is shown to whoever has leave, as the sources hold her now, and nothing of it stays',
  async () => {
    const before = await uppslag('samlad-fraga')
    expect(before.json).toMatchObject({ beslut: [], fakturor: [] })
    expect((await records(before.json.uppslagId)).map(({ logg }) => logg).sort()).toEqual(
      ['insyn', ...Object.keys(isProtected.stadsdelar)].sort(),
    )

    const request = { regel: 'skyddad', personnummer: isProtected.personnummer, minuter: 10, motivering: 'Ringer upp.' }
    const { json } = await post('/api/v1/tillstand', request, 'anna', 'skyddad-handlaggare')
    const id = String(json.tillstandId)
    expect((await uppslag('samlad-fraga', id)).json).toMatchObject({ beslut: [], fakturor: [] })
    const beslut = { beslut: 'godkant', kommentar: 'Talat med Anna.' }
    expect((await post(`/api/v1/tillstand/${id}/beslut`, beslut, 'anna', 'gruppledare')).status).toBe(403)
    expect((await post(`/api/v1/tillstand/${id}/beslut`, beslut, 'bo', 'gruppledare')).status).toBe(200)

    const { json: answer, text } = await uppslag('samlad-fraga', id)
    expect(answer.person).toEqual({ fornamn: isProtected.fornamn, efternamn: isProtected.efternamn })
    expect(shown(answer.beslut)).toEqual(truth('beslut'))
    expect(shown(answer.fakturor)).toEqual(truth('faktura'))
    expect(text).not.toContain(CURSOR)

    const written = await records(answer.uppslagId)
    expect(written.map(({ logg }) => logg)).toEqual(Object.keys(isProtected.stadsdelar).sort())
    for (const { access } of written)
      expect(access).toMatchObject({
        utfall: 'visat',
        flaggor: ['skyddad-visad'],
        tillstand: id,
        slutanvandare: 'anna',
      })

    const [{ access } = { access: undefined }] = written
    const personRef = String(access?.personRef)
    const { rowCount } = await db.pool.query('select from uppgift where person_ref = $1', [personRef])
    expect(rowCount).toBe(0)
    const stored = await everythingStored()
    expect(stored).toContain(personRef)
    const values = [...truth('beslut'), ...truth('faktura')].flatMap((item) => Object.values(item))
    const telling = values.filter(
      (value): value is string => typeof value === 'string' && /^[A-Z]*-?\d{6,}/.test(value),
    )
    expect(telling.length).toBeGreaterThan(0)
    for (const value of [...telling, 'Ringer upp', 'Talat med', isProtected.personnummer.slice(2)])
      expect(stored).not.toContain(value)
  },
  MINUTE,
)

test(
  'a source that does not answer leaves the rest to be shown',
  async () => {
    simulators.fault({ peer: 'agresso', fel: 'nere' })
    const request = { regel: 'skyddad', personnummer: isProtected.personnummer, minuter: 10, motivering: 'Ringer upp.' }
    const { json } = await post('/api/v1/tillstand', request, 'anna', 'skyddad-handlaggare')
    const id = String(json.tillstandId)
    await post(`/api/v1/tillstand/${id}/beslut`, { beslut: 'godkant', kommentar: 'Stämmer.' }, 'bo', 'gruppledare')
    const { json: answer } = await uppslag('samlad-fraga', id)
    simulators.noErrors()
    expect(shown(answer.beslut)).toEqual(truth('beslut'))
    expect(answer.fakturor).toEqual([])
    expect(answer.kallor).toContainEqual(expect.objectContaining({ kalla: 'agresso', status: 'ej-svar' }))
  },
  MINUTE,
)
