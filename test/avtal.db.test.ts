import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { parse, stringify } from 'yaml'
import type { Truth } from '../simulators/population/truth.ts'
import { type StartedSimulators, startSimulators } from '../simulators/start-simulators.ts'
import type { AgressoSettings } from '../src/adapters/agresso/definition.ts'
import type { ParaplyetSettings } from '../src/adapters/paraplyet/definition.ts'
import type { Access } from '../src/atkomstlogg/access.ts'
import { verifyReceipt } from '../src/avtal/receipt.ts'
import { createHub, type Hub } from '../src/hub.ts'
import type { Avtal, Stadsdel } from '../src/policy/policy.ts'
import { useDatabase } from './support/database/database.ts'
import { settingsOn, silent } from './support/hub/hub-in-process.ts'
import { liftRates } from './support/hub/rates.ts'

jest.setTimeout(180_000)
const ROOT = join(import.meta.dirname, '..')
const COUNT = 120
const password = 'prov'
const BEFORE = 'bromma'
const AFTER = 'vasterort'
/** Midnight in Stockholm, in winter. */
const MIDNIGHT = new Date('2026-12-31T23:00:00.000Z')
let now = new Date('2026-12-31T22:59:00Z')

const db = useDatabase()
let folder: string
let simulators: StartedSimulators
let hub: Hub
let token: string

/** Bromma's board ends with the year, and the board of Västerort takes over with an avtal of its own. */
async function prepare(config: string): Promise<void> {
  const yaml = async <T>(file: string) => parse(await readFile(join(config, file), 'utf8')) as T
  const { stadsdelar } = await yaml<{ stadsdelar: Stadsdel[] }>('stadsdelar.yaml')
  const changed = stadsdelar.map((one) =>
    one.kod === BEFORE ? { ...one, giltigTill: '2026-12-31', efterfoljare: AFTER } : one,
  )
  const newest = { kod: AFTER, namn: 'Västerort', giltigFran: '2027-01-01' }
  await writeFile(join(config, 'stadsdelar.yaml'), stringify({ stadsdelar: [...changed, newest] }))
  const avtal = await yaml<Avtal>(`avtal/${BEFORE}.yaml`)
  await writeFile(join(config, `avtal/${BEFORE}.yaml`), stringify({ ...avtal, giltigTill: '2026-12-31' }))
  const fresh = { ...avtal, stadsdel: AFTER, diarienummer: 'SDN-VAS 2026/1', giltigFran: '2027-01-01' }
  await writeFile(join(config, `avtal/${AFTER}.yaml`), stringify(fresh))
  const processor = await yaml<{ ansvariga: Record<string, unknown> }>('personuppgiftsbitrade.yaml')
  const boards = { ...processor.ansvariga, [AFTER]: processor.ansvariga[BEFORE] }
  await writeFile(join(config, 'personuppgiftsbitrade.yaml'), stringify({ ...processor, ansvariga: boards }))
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'avtal-hub-'))
  await cp(join(ROOT, 'config'), join(folder, 'config'), { recursive: true })
  await liftRates(join(folder, 'config'))
  await prepare(join(folder, 'config'))
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const jwks = join(folder, 'jwks.json')
  await writeFile(jwks, JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' }] }))
  token = await new SignJWT({ client_id: 'telefoni', roller: ['aldre-direkt'], personnummer: '179912319994' })
    .setProtectedHeader({ alg: 'ES256', kid: 'k', typ: 'at+jwt' })
    .setIssuer('urn:prov')
    .setAudience('urn:insyn:api')
    .setSubject('anna')
    .setIssuedAt(Math.floor(MIDNIGHT.getTime() / 1000) - 300)
    .setExpirationTime(Math.floor(MIDNIGHT.getTime() / 1000) + 3000)
    .sign(privateKey)

  simulators = await startSimulators({
    population: { antal: COUNT, seed: 9, today: '2026-12-31' },
    port: 0,
    losenord: password,
  })
  const read = settingsOn(db, join(folder, 'config'), simulators, password)
  const paraplyet = read.paraplyet as ParaplyetSettings
  const agresso = read.agresso as AgressoSettings
  const ber = read.ber as Readonly<Record<string, unknown>>
  const [installation, register] = [paraplyet[BEFORE], ber[BEFORE]]
  if (installation === undefined || register === undefined) throw new Error('the demo has no such district')
  const config = {
    ...read,
    // The same installations serve the board that takes over.
    paraplyet: { [BEFORE]: installation, [AFTER]: installation },
    agresso: { ...agresso, foretag: { [BEFORE]: 'BR', [AFTER]: 'BR' } },
    ber: { [BEFORE]: register, [AFTER]: register },
    utfardare: [
      {
        namn: 'inloggning',
        issuer: 'urn:prov',
        jwks,
        audience: 'urn:insyn:api',
        algoritmer: ['ES256'],
        klockskevhet: 0,
        hogstaLivslangd: 3600,
        typ: 'at+jwt' as const,
        ansprak: { klient: 'client_id', slutanvandare: 'sub', roller: 'roller', personnummer: 'personnummer' },
        certifikatbindning: 'off' as const,
      },
    ],
  }
  hub = await createHub(config, folder, silent, { clock: () => now })
  for (const { personnummer } of inhabitants()) simulators.arenden.create(personnummer, 'samlad-fraga')
  await hub.start()
  await hub.sync({ scopes: hub.scopes(), kind: 'fullstandig', trigger: 'prov' })
  await hub.mirrorOpen()
})
afterAll(async () => {
  await hub.stop()
  await simulators.stop()
  await rm(folder, { recursive: true, force: true })
})

const inhabitants = (): Truth[] =>
  Array.from({ length: COUNT }, (_, index) => simulators.truthAt(index)).filter(
    ({ skydd, stadsdelar }) =>
      skydd === 'ingen' && stadsdelar[BEFORE]?.utforare !== undefined && stadsdelar[BEFORE].beslut !== undefined,
  )

async function lookUp(personnummer: string): Promise<Record<string, { stadsdel: string }[]>> {
  const answer = await fetch(`${hub.adress}/api/v1/uppslag`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      personnummer,
      andamal: 'samlad-fraga',
      arende: 'PROV-1',
      relation: 'sjalv',
      identifiering: 'bankid',
    }),
  })
  expect(answer.status).toBe(200)
  return (await answer.json()) as Record<string, { stadsdel: string }[]>
}
const shownFrom = (answer: Record<string, { stadsdel: string }[]>): string[] => [
  ...new Set(
    ['beslut', 'utforare', 'fakturor', 'handlaggare'].flatMap((list) =>
      (answer[list] ?? []).map(({ stadsdel }) => stadsdel),
    ),
  ),
]
const inCases = (): string[][] =>
  simulators.arenden
    .open(500)
    .map(({ arendeId }) => [...new Set(simulators.arenden.mirrorings(arendeId).map(({ stadsdel }) => stadsdel))])
const inMirror = async (): Promise<string[]> =>
  (await db.pool.query<{ stadsdel: string }>('select distinct stadsdel from uppgift')).rows.map(
    ({ stadsdel }) => stadsdel,
  )

test('at midnight a district that another takes over is hidden at once, gone within a minute, and never shown with the other', async () => {
  const people = inhabitants()
  expect(people.length).toBeGreaterThan(1)
  const [{ personnummer } = { personnummer: '' }] = people
  now = new Date(MIDNIGHT.getTime() - 1)
  expect(shownFrom(await lookUp(personnummer))).toEqual([BEFORE])
  expect(inCases()).toEqual(people.map(() => [BEFORE]))

  const begin = Date.now()
  now = MIDNIGHT
  expect(shownFrom(await lookUp(personnummer))).toEqual([])

  const seen = new Set<string>()
  let emptied: number | undefined
  for (;;) {
    const [mirror, cases, shown] = [await inMirror(), inCases(), shownFrom(await lookUp(personnummer))]
    for (const together of [mirror, ...cases, shown]) expect(together.length).toBeLessThan(2)
    expect(shown).not.toContain(BEFORE)
    if (emptied === undefined && !mirror.includes(BEFORE) && !cases.flat().includes(BEFORE))
      emptied = Date.now() - begin
    for (const stadsdel of shown) seen.add(stadsdel)
    const moved = cases.every(([stadsdel]) => stadsdel === AFTER) && (await hub.receipt(BEFORE)) !== undefined
    if (moved && seen.has(AFTER)) break
    expect(Date.now() - begin).toBeLessThan(60_000)
    await delay(50)
  }
  expect(emptied).toBeLessThan(60_000)
  expect(await inMirror()).toEqual([AFTER])

  const { text = '', vkey = '' } = (await hub.receipt(BEFORE)) ?? {}
  expect(verifyReceipt(text, vkey)).toMatchObject({
    ok: true,
    kvitto: { avtal: { upphorde: '2027-01-01' }, borttaget: { arendeuppgifter: expect.any(Number) } },
  })
  const keyring = JSON.parse(await readFile(join(folder, 'nyckelring.json'), 'utf8')) as { data: object }
  expect([...new Set(Object.keys(keyring.data).map((name) => name.split('/')[0]))].sort()).not.toContain(BEFORE)

  // No instant at which a lookup or a case got something from both: each in its board's log, one before the other.
  const { rows } = await db.pool.query<{ logg: string; record: string }>(
    `select logg, record from access_record where logg in ($1, $2) order by tid`,
    [BEFORE, AFTER],
  )
  const shown = rows
    .map(({ logg, record }) => ({ logg, ...(JSON.parse(record) as { atkomst: Access }).atkomst }))
    .filter(({ utfall }) => utfall === 'visat')
  const of = (log: string) => shown.filter((item) => item.logg === log)
  expect(of(BEFORE).every(({ tid }) => tid < MIDNIGHT.toISOString())).toBe(true)
  expect(of(AFTER).every(({ tid }) => tid >= MIDNIGHT.toISOString())).toBe(true)
  expect([of(BEFORE).length > 0, of(AFTER).length > 0]).toEqual([true, true])
})
