import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Registry } from 'prom-client'
import { startSimulators, type StartedSimulators } from '../simulators/start-simulators.ts'
import { foretagskoder } from '../simulators/agresso/foretag.ts'
import type { Sanning } from '../simulators/population/truth.ts'
import { agressoKalla } from '../src/adapters/agresso/source.ts'
import { paraplyetKalla } from '../src/adapters/paraplyet/source.ts'
import { createApp } from '../src/api/app.ts'
import { createAuth } from '../src/api/auth.ts'
import { close, listen } from '../src/api/server.ts'
import type { Atkomst } from '../src/atkomstlogg/atkomst.ts'
import { discloseThrough } from '../src/atkomstlogg/disclose.ts'
import { createLoggskrivare } from '../src/atkomstlogg/writer.ts'
import { KALLOR } from '../src/informationsmangd.ts'
import { lasManifest } from '../src/mapping/load-manifests.ts'
import { createArendelager } from '../src/mirror/arendelager.ts'
import { postgresSpegel } from '../src/mirror/postgres-spegel.ts'
import { tillatnaMangder } from '../src/policy/decide.ts'
import { createSync } from '../src/sync/sync.ts'
import { postgresTillstand } from '../src/tillstand/postgres-tillstand.ts'
import { useDatabase } from './support/database.ts'
import { lasPersonUr } from './support/las-person-nu.ts'
import { testNycklar } from './support/nycklar.ts'
import { riktigPolicy } from './support/uppslag-app.ts'

const ANTAL = 700
const MINUT = 60_000
const LOSENORD = 'prov'
const MARKOR = 'KANARIE'
const MALLAR = { kunder: 'Insyn kundregister', oppna: 'Insyn öppna fakturor', historik: 'Insyn betalda fakturor' }
const FALT = {
  beslut: ['beslutId', 'insats', 'franOchMed', 'tillOchMed', 'status'],
  faktura: ['fakturanummer', 'ocrNummer', 'forfallodatum', 'belopp', 'kvarstaende', 'betaldDatum', 'betalstatus'],
} as const

const db = useDatabase()
const idag = new Date().toISOString().slice(0, 10)
const policy = riktigPolicy()
const nycklar = testNycklar(policy.stadsdelar.map(({ kod }) => kod))
const manifests = lasManifest('config/tittbehorighet')
const klocka = () => new Date()

let simulators: StartedSimulators
let skyddad: Sanning
let server: Server
let adress: string
let stang: () => Promise<unknown>

beforeAll(async () => {
  simulators = await startSimulators({
    population: { antal: ANTAL, seed: 7, idag },
    port: 0,
    losenord: LOSENORD,
    kanarie: MARKOR,
  })
  skyddad = someoneProtected()
  const { bas } = simulators
  const koder = Object.keys(foretagskoder)
  const frister = { inloggning: 30_000, smaanrop: 30_000, allt: MINUT, andrade: MINUT, person: 30_000 }
  const gemensamt = { manifests, frister, capBytes: 1e8, klocka }
  const inloggning = { anvandare: 'insyn', losenord: LOSENORD, taOver: true }
  const paraplyet = paraplyetKalla({
    ...gemensamt,
    installationer: Object.fromEntries(koder.map((kod) => [kod, { ...inloggning, url: `${bas}/paraplyet/${kod}` }])),
  })
  const agresso = agressoKalla({
    ...gemensamt,
    ...inloggning,
    url: `${bas}/agresso/service.svc?QueryEngineService/QueryEngineV201101`,
    foretag: foretagskoder,
    mallar: MALLAR,
    tidszon: 'Europe/Stockholm',
  })
  const kallor = [paraplyet, agresso]
  const sync = createSync({
    pool: db.pool,
    nycklar,
    kallor,
    postnycklar: new Map(manifests.flatMap((m) => (m.informationsmangd === 'kund' ? [] : [[m.informationsmangd, m]]))),
    tillatnaMangder: (stadsdel) => tillatnaMangder(policy, stadsdel, idag),
    installningar: { samtidiga: 2, volymvakt: { andel: 0.1, minst: 10 }, karantanDygn: 14, omforsokMs: [] },
    klocka,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  })
  const omraden = Object.keys(skyddad.stadsdelar).flatMap((stadsdel) => KALLOR.map((kalla) => ({ kalla, stadsdel })))
  await sync.kor({ omraden, slag: 'fullstandig', utlosare: 'prov' })

  const loggskrivare = createLoggskrivare(db.pool)
  const app = createApp({
    policy,
    nycklar,
    klocka,
    spegel: postgresSpegel(db.pool, nycklar),
    arenden: createArendelager(db.pool),
    tillstand: postgresTillstand(db.pool),
    lasPersonNu: lasPersonUr(kallor),
    // Long for a busy machine: sources that are slow are not what is tested here.
    direktfristMs: 30_000,
    kategorier: [],
    disclose: discloseThrough(loggskrivare),
    autentisera: createAuth(
      [
        {
          issuer: `${bas}/utfardare`,
          jwks: `${bas}/utfardare/jwks`,
          audience: 'urn:insyn:api',
          algoritmer: ['ES256'],
          klockskevhet: 5,
        },
      ],
      klocka,
    ),
    register: new Registry(),
    beredskap: [],
    rapportera: () => undefined,
    forstaUppslaget: '',
  })
  server = createServer(app)
  adress = await listen(server, { adress: '127.0.0.1', port: 0 })
  stang = async () => {
    await close(server)
    await sync.stop()
    await loggskrivare.stop()
    await Promise.all([paraplyet.stang(), agresso.stang()])
    await simulators.stop()
  }
}, 2 * MINUT)
afterAll(() => stang(), MINUT)

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
  const svar = await fetch(adress + path, {
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
  (poster as Record<string, unknown>[]).map(({ kalla: _, forfallen: __, ...post }) => post)

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

    const { rowCount } = await db.pool.query('select from uppgift where person_ref = $1', [
      nycklar.personRef(skyddad.personnummer),
    ])
    expect(rowCount).toBe(0)
    const stored = await everythingStored()
    expect(stored).toContain(nycklar.personRef(skyddad.personnummer))
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
