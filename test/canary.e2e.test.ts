import { mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { parse, stringify } from 'yaml'
import type { AgressoSettings } from '../src/adapters/agresso/definition.ts'
import type { ParaplyetSettings } from '../src/adapters/paraplyet/definition.ts'
import { badRequests } from './support/api/bad-requests.ts'
import { campaign } from './support/campaign.ts'
import { sql } from './support/database/mirror-state.ts'
import { type CanaryCity, each, ERRORS, MARKER, ROOT, startCanaryCity } from './support/hub/canary-city.ts'
import { CANARY_CASES, testPeers } from './support/hub/canary-peers.ts'
import { expectReasonsSealed, testWaysOut } from './support/hub/canary-ways-out.ts'
import type { HubProcess } from './support/hub/hub-process.ts'
import { MONITORING } from './support/hub/metrics.ts'
import { lookUpInConsole } from './support/hub/ways-out.ts'
import { SCOPES } from './support/sources/demo-scopes.ts'
import { startGossip } from './support/sources/leaking-peer.ts'
import {
  type Unlisted,
  unlistedOfAgresso,
  unlistedOfParaplyet,
  unlistedOfPerson,
} from './support/sources/source-replies.ts'

const COUNT = campaign(80, 500)
const MINUTE = 60_000

let city: CanaryCity
let hub: HubProcess
const stopHub = async () => {
  expect(await hub.stop()).toBe(0)
  city.note(hub.output())
}

beforeAll(async () => {
  city = await startCanaryCity(COUNT)
}, MINUTE)
afterAll(async () => {
  await hub?.stop()
  await city.stop()
}, MINUTE)

test.each<[string, () => Promise<Unlisted>]>([
  ['Paraplyet', () => unlistedOfParaplyet(city.simulators.base, 'sodermalm', 'prov')],
  ['Agresso', () => unlistedOfAgresso(MARKER, 'sodermalm')],
])('%s sends a marker in every field that no manifest lists', async (_, read) => {
  const unlisted = await read()
  expect(unlisted.length).toBeGreaterThan(COUNT / 2)
  expect(unlisted.filter(([, value]) => !value.startsWith(MARKER))).toEqual([])
})

test('Paraplyet sends one in every such field of a protected person, when it is asked about her', async () => {
  const shielded = city.people.map((_, i) => city.simulators.truthAt(i)).filter(({ skydd }) => skydd !== 'ingen')
  const unlisted: Unlisted[number][] = []
  // One after another: each login ends the session before it.
  for (const one of shielded) unlisted.push(...(await unlistedOfPerson(city.simulators.base, one, 'prov')))
  expect(unlisted.length).toBeGreaterThan(COUNT / 20)
  expect(unlisted.filter(([, value]) => !value.startsWith(MARKER))).toEqual([])
})

test(
  `more than ${10 * COUNT} rows are read and forty open cases are filled`,
  async () => {
    hub = await city.installation.start()
    await hub.ready()
    const [read] = await sql<{ rows: number; done: number }>(
      city.installation,
      `select sum(rows)::int as rows, count(*) filter (where status = 'lyckad')::int as done from sync_run`,
    )
    expect(read?.done).toBe(SCOPES)
    expect(read?.rows).toBeGreaterThan(10 * COUNT)
    await city.simulators.people.begin({ hubb: hub.adress, oppna: 40 })
    await city.untilMirrored()
    expect(
      city.simulators.arenden.open(100).flatMap(({ arendeId }) => city.simulators.arenden.mirrorings(arendeId)).length,
    ).toBeGreaterThan(20)
  },
  5 * MINUTE,
)

test(
  'everybody is looked up for every purpose, and a case is opened for everybody',
  async () => {
    const headers = { authorization: `Bearer ${await city.token('aldre-direkt')}`, 'content-type': 'application/json' }
    const { andamal } = parse(await readFile(join(ROOT, 'config/andamal.yaml'), 'utf8')) as { andamal: object }
    const purposes = Object.keys(andamal)
    expect(purposes.length).toBeGreaterThan(6)
    let shown = 0
    await each([...city.people, city.stranger], async (personnummer) => {
      for (const andamal of purposes) {
        const query = { personnummer, andamal, arende: 'PROV-1', relation: 'sjalv', identifiering: 'bankid' }
        const { text } = await city.ask('POST', `${hub.adress}/api/v1/uppslag`, headers, JSON.stringify(query))
        if (text.includes('"person":{')) shown++
      }
    })
    expect(shown).toBeGreaterThan(4 * COUNT)

    const own = { ...headers, authorization: `Bearer ${await city.token('arendesystem')}` }
    await each(city.people.slice(0, CANARY_CASES), async (personnummer) => {
      const { arendeId } = city.simulators.arenden.create(personnummer, 'samlad-fraga')
      const url = `${hub.adress}/api/v1/arenden/${arendeId}`
      const opened = await city.ask(
        'PUT',
        url,
        own,
        JSON.stringify({ status: 'oppnat', personnummer, andamal: 'samlad-fraga' }),
      )
      expect(opened.status).toBe(200)
      if (arendeId.endsWith('7')) {
        city.simulators.arenden.change(arendeId, { status: 'stangt' })
        await city.ask('PUT', url, own, JSON.stringify({ status: 'stangt' }))
      }
    })
    await city.untilMirrored()
  },
  5 * MINUTE,
)

test(
  'requests that name somebody where nobody may be named are turned away without a word of it',
  async () => {
    const tokens = { agent: await city.token('aldre-direkt'), arendesystem: await city.token('arendesystem') }
    for (const number of [city.people[0] ?? '', city.stranger])
      for (const { what, method, path, headers, body, status } of badRequests(tokens, number))
        expect([what, (await city.ask(method, hub.adress + path, headers, body)).status]).toEqual([what, status])
  },
  5 * MINUTE,
)

testWaysOut(() => ({
  ...{ city, hub },
  async restart() {
    await stopHub()
    hub = await city.installation.start()
    await hub.ready()
  },
}))

test(
  'sources and case system go wrong in every way, and what cannot be converted is put in quarantine',
  async () => {
    for (const { stadsdel, ...errors } of ERRORS)
      for (const peer of ['paraplyet', 'agresso'] as const) city.simulators.fault({ peer, fel: errors[peer], stadsdel })
    city.simulators.fault({ peer: 'arendesystem', fel: 'fault', antal: 5 })
    city.simulators.fault({ peer: 'arendesystem', fel: 'html', antal: 5 })
    city.simulators.change({ slag: 'storm', stadsdel: 'sodermalm', antal: COUNT, round: 1 })
    expect(await city.insyn('synk')).toBe(1)
    city.simulators.noErrors()

    await city.withChanged(
      'tittbehorighet/paraplyet-utforare.yaml',
      (text) => text.replace('falt: telefon, typ: text', 'falt: telefon, typ: heltal'),
      () => city.insyn('synk', '--kalla', 'paraplyet', '--stadsdel', 'bromma'),
    )
    await city.untilMirrored()

    const [outcome] = await sql<{ fel: number; quarantine: number }>(
      city.installation,
      `select (select count(distinct error_code)::int from sync_run) as fel, (select count(*)::int from quarantine) as quarantine`,
    )
    expect(outcome?.fel).toBeGreaterThan(3)
    expect(outcome?.quarantine).toBeGreaterThan(campaign(2, 10))
  },
  5 * MINUTE,
)

test(
  'a source that quotes a person in its failures is not quoted',
  async () => {
    const gossip = await startGossip(`${MARKER}1 ${city.people[0]} ${MARKER}2`)
    const atTheGossip = (text: string) => {
      const settings = parse(text) as { readonly paraplyet: ParaplyetSettings; readonly agresso: AgressoSettings }
      const url = `${gossip.url}/`
      const paraplyet = Object.fromEntries(
        Object.entries(settings.paraplyet).map(([code, one]) => [code, { ...one, url }]),
      )
      return stringify({ ...settings, paraplyet, agresso: { ...settings.agresso, url } })
    }
    await city.withChanged('demo.yaml', atTheGossip, async () => {
      while (gossip.asked() < 3 * gossip.ways) expect(await city.insyn('synk')).toBe(1)
    })
    await gossip.stop()
  },
  5 * MINUTE,
)

test(
  'pages, metrics and exported logs are made',
  async () => {
    for (const path of ['/', '/problem', '/metrics', '/health/live', '/health/ready'])
      expect((await city.ask('GET', hub.adress + path, MONITORING)).status).toBe(200)
    const exports = join(dirname(city.installation.state), 'utlamnat')
    mkdirSync(exports)
    for (const log of ['insyn', 'sodermalm', 'bromma'])
      expect(await city.insyn('logg', 'exportera', log, '--fil', join(exports, log), '--av', 'prov')).toBe(0)
    expect(city.scanner.folder(exports)).toEqual([])
    expect((await readFile(join(exports, 'insyn'), 'utf8')).length).toBeGreaterThan(10_000)
  },
  5 * MINUTE,
)

test(
  'the console shows persons, and keeps whom it shows sealed',
  async () => {
    const { pages, addresses } = await lookUpInConsole(hub.adress, city.people.slice(0, campaign(15, 40)))
    expect(pages.filter((page) => page.includes('class="ocr"')).length).toBeGreaterThan(campaign(2, 5))
    const found = pages.flatMap((page) => city.scanner.text('en sida', page))
    expect(found.filter(({ what }) => what === 'marker')).toEqual([])
    expect(city.scanner.text('adresserna', addresses.join('\n'))).toEqual([])
  },
  5 * MINUTE,
)

test('no answer and no request to a peer’s address or head held a marker or a personnummer', () => {
  expect(city.requests.seen()).toBeGreaterThan(500)
  expect(city.found).toEqual([])
})

test(
  'no table holds one, and what is sealed holds none when it is opened',
  async () => {
    const pool = city.installation.database()
    try {
      expect(await city.scanner.database(pool)).toEqual([])
      expect(await city.scanner.sealed(pool, city.installation.state)).toEqual([])
    } finally {
      await pool.end()
    }
    await expectReasonsSealed({ city })
  },
  5 * MINUTE,
)

test(
  'no file of the state holds one: not while it runs, not after an orderly stop',
  async () => {
    await sql(city.installation, 'checkpoint')
    expect(city.scanner.folder(city.installation.state)).toEqual([])
    await stopHub()
    expect(city.scanner.folder(city.installation.state)).toEqual([])
  },
  5 * MINUTE,
)

test('the hub and its commands wrote none to the terminal, and they wrote much', () => {
  expect(city.written().length).toBeGreaterThan(10_000)
  expect(city.scanner.text('terminalen', city.written())).toEqual([])
})

testPeers(() => city)

test(
  'one that had been kept would have been found, in the files and in the tables',
  async () => {
    hub = await city.installation.start()
    await sql(city.installation, `create table planterad (i int, t text, b bytea)`)
    const planted = `${MARKER}17 ${city.people[5]?.slice(2, 8)}-${city.people[5]?.slice(8)}`
    await sql(city.installation, 'insert into planterad values (1, $1, null)', [planted])
    await sql(city.installation, 'insert into planterad values (2, null, $1)', [Buffer.from(planted)])
    await sql(city.installation, 'checkpoint')
    const pool = city.installation.database()
    const [files, tables] = [city.scanner.folder(city.installation.state), await city.scanner.database(pool)]
    await pool.end()
    for (const what of ['marker', 'personnummer'])
      for (const where of ['postgresql/data/base/', 'postgresql/data/pg_wal/'])
        expect(files).toContainEqual({ where: expect.stringContaining(where), what })
    expect(tables.filter(({ where }) => where === 'planterad')).toHaveLength(6)
    expect(tables.filter(({ where }) => where !== 'planterad')).toEqual([])
  },
  5 * MINUTE,
)
