import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startSimulators, type StartedSimulators } from '../simulators/start-simulators.ts'
import type { Sanning } from '../simulators/population/truth.ts'
import type { Atkomst } from '../src/atkomstlogg/access.ts'
import { createHub, type Hub } from '../src/hub.ts'
import { useDatabase } from './support/database/database.ts'
import { settingsOn, silent } from './support/hub/hub-in-process.ts'

const ANTAL = 700
const MINUT = 60_000
const LOSENORD = 'prov'
const MARKOR = 'KANARIE'
const FALT = {
  beslut: ['beslutId', 'insats', 'franOchMed', 'tillOchMed', 'status'],
  faktura: ['fakturanummer', 'ocrNummer', 'forfallodatum', 'belopp', 'kvarstaende', 'betaldDatum', 'betalstatus'],
} as const

const db = useDatabase()
const idag = new Date().toISOString().slice(0, 10)

let simulators: StartedSimulators
let skyddad: Sanning
let folder: string
let hub: Hub

beforeAll(async () => {
  simulators = await startSimulators({
    population: { antal: ANTAL, seed: 7, idag },
    port: 0,
    losenord: LOSENORD,
    kanarie: MARKOR,
  })
  skyddad = someoneProtected()
  folder = await mkdtemp(join(tmpdir(), 'skyddad-'))
  await cp('config', join(folder, 'config'), { recursive: true })
  const settings = settingsOn(db, join(folder, 'config'), simulators, LOSENORD)
  // Long for a busy machine: sources that are slow are not what is tested here.
  hub = await createHub({ ...settings, direkt: { ...settings.direkt, fristMs: 30_000 } }, folder, silent)
  await hub.start()
  const omraden = hub.omraden().filter(({ stadsdel }) => stadsdel in skyddad.stadsdelar)
  await hub.synka({ omraden, slag: 'fullstandig', utlosare: 'prov' })
}, 2 * MINUT)
afterAll(async () => {
  await hub.stop()
  await simulators.stop()
  await rm(folder, { recursive: true, force: true })
}, MINUT)

/** With a decision and an invoice, so that both sources have something to show. */
function someoneProtected(): Sanning {
  for (let index = 0; index < ANTAL; index++) {
    const en = simulators.sanningAt(index)
    const mangder = Object.values(en.stadsdelar)
    if (en.skydd !== 'ingen' && mangder.some((m) => 'beslut' in m && 'faktura' in m)) return en
  }
  throw new Error('the city lacks such a person')
}

async function post(path: string, kropp: object, slutanvandare: string, ...roller: string[]) {
  const { access_token: token } = await simulators.utfarda({ slutanvandare, klient: 'konsol', roller })
  const svar = await fetch(hub.adress + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(kropp),
  })
  const text = await svar.text()
  return { status: svar.status, text, json: JSON.parse(text) as Record<string, unknown> }
}

const uppslag = (andamal: string, tillstand?: string) =>
  post(
    '/api/v1/uppslag',
    {
      personnummer: skyddad.personnummer,
      andamal,
      arende: 'KC-1',
      relation: 'sjalv',
      identifiering: 'bankid',
      ...(tillstand === undefined ? {} : { tillstand }),
    },
    'anna',
    'skyddad-handlaggare',
  )

async function records(handelseId: unknown): Promise<{ logg: string; atkomst: Atkomst }[]> {
  const { rows } = await db.pool.query<{ logg: string; post: string }>(
    'select logg, post from atkomst where handelse_id = $1 order by logg',
    [handelseId],
  )
  return rows.map(({ logg, post }) => ({ logg, atkomst: (JSON.parse(post) as { atkomst: Atkomst }).atkomst }))
}

/** Everything that is in the database, as text. */
async function everythingStored(): Promise<string> {
  const { rows } = await db.pool.query<{ namn: string }>(
    `select tablename as namn from pg_tables where schemaname = 'public'`,
  )
  const dumps = await Promise.all(
    rows.map(({ namn }) => db.pool.query<{ rad: string }>(`select t::text as rad from ${namn} t`)),
  )
  return dumps.flatMap((dump) => dump.rows.map(({ rad }) => rad)).join('\n')
}

/** The fields that the role sees, as the city holds them. */
const truth = (mangd: 'beslut' | 'faktura') =>
  Object.entries(skyddad.stadsdelar)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([stadsdel, mangder]) =>
      (mangder[mangd] ?? []).map((post) => ({
        stadsdel,
        ...Object.fromEntries(FALT[mangd].filter((falt) => falt in post).map((falt) => [falt, post[falt]])),
      })),
    )
const shown = (poster: unknown) =>
  (poster as Record<string, unknown>[]).map(({ kalla: _, forfallen: __, fakturaRef: ___, ...post }) => post)

test(
  'a protected person is shown to whoever has leave, as the sources hold her now, and nothing of it stays',
  async () => {
    const before = await uppslag('samlad-fraga')
    expect(before.json).toMatchObject({ beslut: [], fakturor: [] })
    expect((await records(before.json.uppslagId)).map(({ logg }) => logg).sort()).toEqual(
      ['insyn', ...Object.keys(skyddad.stadsdelar)].sort(),
    )

    const begaran = { regel: 'skyddad', personnummer: skyddad.personnummer, minuter: 10, motivering: 'Ringer upp.' }
    const { json } = await post('/api/v1/tillstand', begaran, 'anna', 'skyddad-handlaggare')
    const id = String(json.tillstandId)
    expect((await uppslag('samlad-fraga', id)).json).toMatchObject({ beslut: [], fakturor: [] })
    const beslut = { beslut: 'godkant', kommentar: 'Talat med Anna.' }
    expect((await post(`/api/v1/tillstand/${id}/beslut`, beslut, 'Anna', 'gruppledare')).status).toBe(403)
    expect((await post(`/api/v1/tillstand/${id}/beslut`, beslut, 'bo', 'gruppledare')).status).toBe(200)

    const { json: svar, text } = await uppslag('samlad-fraga', id)
    expect(svar.person).toEqual({ fornamn: skyddad.fornamn, efternamn: skyddad.efternamn })
    expect(shown(svar.beslut)).toEqual(truth('beslut'))
    expect(shown(svar.fakturor)).toEqual(truth('faktura'))
    expect(text).not.toContain(MARKOR)

    const skrivna = await records(svar.uppslagId)
    expect(skrivna.map(({ logg }) => logg)).toEqual(Object.keys(skyddad.stadsdelar).sort())
    for (const { atkomst } of skrivna)
      expect(atkomst).toMatchObject({
        utfall: 'visat',
        flaggor: ['skyddad-visad'],
        tillstand: id,
        slutanvandare: 'anna',
      })

    const [{ atkomst } = { atkomst: undefined }] = skrivna
    const personRef = String(atkomst?.personRef)
    const { rowCount } = await db.pool.query('select from uppgift where person_ref = $1', [personRef])
    expect(rowCount).toBe(0)
    const stored = await everythingStored()
    expect(stored).toContain(personRef)
    const values = [...truth('beslut'), ...truth('faktura')].flatMap((post) => Object.values(post))
    const telling = values.filter(
      (value): value is string => typeof value === 'string' && /^[A-Z]*-?\d{6,}/.test(value),
    )
    expect(telling.length).toBeGreaterThan(0)
    for (const value of [...telling, 'Ringer upp', 'Talat med', skyddad.personnummer.slice(2)])
      expect(stored).not.toContain(value)
  },
  MINUT,
)

test(
  'a source that does not answer leaves the rest to be shown',
  async () => {
    simulators.fel({ peer: 'agresso', fel: 'nere' })
    const begaran = { regel: 'skyddad', personnummer: skyddad.personnummer, minuter: 10, motivering: 'Ringer upp.' }
    const { json } = await post('/api/v1/tillstand', begaran, 'anna', 'skyddad-handlaggare')
    const id = String(json.tillstandId)
    await post(`/api/v1/tillstand/${id}/beslut`, { beslut: 'godkant', kommentar: 'Stämmer.' }, 'bo', 'gruppledare')
    const { json: svar } = await uppslag('samlad-fraga', id)
    simulators.ingaFel()
    expect(shown(svar.beslut)).toEqual(truth('beslut'))
    expect(svar.fakturor).toEqual([])
    expect(svar.kallor).toContainEqual(expect.objectContaining({ kalla: 'agresso', status: 'ej-svar' }))
  },
  MINUT,
)
