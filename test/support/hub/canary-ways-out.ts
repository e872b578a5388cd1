import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { parse, stringify } from 'yaml'
import { STADSDELAR } from '../../../simulators/population/districts.ts'
import type { Avtal } from '../../../src/policy/policy.ts'
import { campaign } from '../campaign.ts'
import { startGossip } from '../sources/leaking-peer.ts'
import { type CanaryCity, MARKER, ROOT } from './canary-city.ts'
import { type Desk, desk, lookup } from './client.ts'
import type { HubProcess } from './hub-process.ts'
import { MONITORING } from './metrics.ts'
import { createScanner } from './scan.ts'
import { type Desks, everyPage, followReferences, leaveFor, readLive, showWithLeave } from './ways-out.ts'

const MINUTE = 60_000
/** In every reason that is given: nothing that is kept may hold it unsealed. */
const REASON = 'VISKNING'
/** What the role that sees protected persons is opened for. */
const PURPOSES = ['samlad-fraga', 'beslutsfraga', 'fakturafraga']
const [ENDS, FOLLOWED] = ['skarpnack', campaign(60, 150)]

export interface Where {
  readonly city: CanaryCity
  readonly hub: HubProcess
  /** Stops the hub in order, and starts it again with the configuration as it is now. */
  restart(): Promise<void>
}

/** Tests of the ways out beside lookups and cases, each of which must show what it is for and nothing else. */
export function testWaysOut(where: () => Where): void {
  const at = (who: string, ...roller: string[]) => desk(where().city, where().hub.adress, who, roller)
  const desks = async (): Promise<Desks> => ({
    asking: await at('anna', 'skyddad-handlaggare'),
    deciding: await at('bo', 'gruppledare'),
    reviewing: await at('demo-alla', 'sakerhetsansvarig'),
  })
  const shielded = () =>
    where().city.people.filter((personnummer) => where().city.simulators.truth(personnummer)?.skydd !== 'ingen')

  test(
    'a lookup is made again by the references that it gave, also where nobody was found',
    async () => {
      const { city } = where()
      const agent = await at('prov', 'aldre-direkt')
      const followed = await followReferences(agent, [...city.people.slice(0, FOLLOWED), ...shielded(), city.stranger])
      expect(followed.persons).toBeGreaterThan((2 * FOLLOWED) / 3)
      expect(followed.invoices).toBeGreaterThan(FOLLOWED / 3)
      expect(await city.scanner.references(followed.personIds, city.installation.state)).toEqual([])
      const another = await at('någon.annan', 'aldre-direkt')
      const [personId = ''] = followed.personIds
      expect((await another.post('/api/v1/uppslag', lookup({ personId }, 'kofraga'))).status).toBe(404)
      expect((await another.get(`/api/v1/fakturor/${personId}.${'a'.repeat(16)}`)).status).toBe(404)
    },
    5 * MINUTE,
  )

  test(
    'persons are read in the sources now, protected ones and the caller too',
    async () => {
      const { city, hub } = where()
      const agent = await at('prov', 'aldre-direkt')
      const some = city.people.slice(-campaign(30, 100))
      expect(await readLive(agent, some)).toBeGreaterThan(0.6 * some.length)
      expect(await readLive(agent, [...shielded().slice(0, 4), city.stranger])).toBe(0)
      const [own = ''] = city.people
      const herself = await desk(city, hub.adress, 'hon', ['aldre-direkt'], own)
      expect(await readLive(herself, [own])).toBe(0)
    },
    5 * MINUTE,
  )

  test(
    'protected persons are shown to whoever has leave, for reasons that only those who decide and review are told',
    async () => {
      const all = await desks()
      const people = shielded()
      expect(people.length).toBeGreaterThan(campaign(1, 5))
      expect(await showWithLeave(all, people, PURPOSES, REASON)).toBeGreaterThan(people.length / 2)
      const [personnummer = ''] = people
      const refused = await leaveFor(all, personnummer, REASON, 'avslaget')
      const request = lookup({ personnummer }, 'beslutsfraga', { tillstand: refused })
      expect((await all.asking.post('/api/v1/uppslag', request)).json.person).toBeUndefined()
      expect(await everyPage(all.reviewing, '/api/v1/tillstand', 'tillstand')).toBe(people.length + 1)
      expect(await everyPage(all.deciding, '/api/v1/tillstand?status=avslaget', 'tillstand')).toBe(1)
    },
    5 * MINUTE,
  )

  test(
    'registers, statistics, alerts, explanations and what the API says of itself are read',
    async () => {
      const agent = await at('prov', 'aldre-direkt')
      const { deciding, reviewing } = await desks()
      expect(await everyPage(agent, '/api/v1/handlaggare', 'handlaggare')).toBeGreaterThan(20)
      expect(await everyPage(agent, '/api/v1/handlaggare?ansvarsomrade=Hem', 'handlaggare')).toBeGreaterThan(0)
      for (const { kod } of STADSDELAR)
        expect((await agent.get(`/api/v1/handlaggare?stadsdel=${kod}&limit=100`)).status).toBe(200)
      expect((await deciding.get('/api/v1/statistik/uppslag')).json.rader).not.toEqual([])
      // Alerts follow the log a little after it.
      while ((await everyPage(reviewing, '/api/v1/larm?slag=skyddad-visad', 'larm')) === 0) await delay(200)
      expect(await everyPage(reviewing, '/api/v1/larm', 'larm')).toBeGreaterThan(5)
      const alerts = (await reviewing.get('/api/v1/larm?limit=30')).json.larm as { larmId: string; loggpost: string }[]
      for (const { larmId, loggpost } of alerts) {
        const { json } = await reviewing.post('/api/v1/atkomster/post', { loggId: loggpost, skal: 'Larm' })
        expect(json.status).toBe('finns')
        const comment = { kommentar: `${REASON}, granskat.` }
        expect((await reviewing.post(`/api/v1/larm/${larmId}/kvittering`, comment)).status).toBe(200)
      }
      expect(await openNumbers(where(), alerts)).toBeGreaterThan(0)
      await explainAll([agent, deciding, reviewing])
      for (const path of ['/api/v1/api-info', '/api/v1/openapi.json']) expect((await agent.get(path)).status).toBe(200)
      await readProblems(where())
    },
    5 * MINUTE,
  )

  test(
    'sources and a case system that quote a person in their failures are not quoted by a hub that asks them now',
    async () => {
      const { city } = where()
      const gossips = /LasPerson|GetTemplateResultAsXML|^\/arendesystem/
      const gossip = await startGossip(`${MARKER}1 ${city.people[0]} ${MARKER}2`, {
        base: city.simulators.base,
        gossips,
      })
      const throughGossip = (text: string) =>
        stringify({
          ...(parse(
            text.replaceAll(/\$\{env:INSYN_DEMO\|[^}]+\}(?=\/(paraplyet|agresso|arendesystem))/g, gossip.url),
          ) as object),
          // None of them is given up.
          direkt: { brytare: { fel: 100_000, viloMs: 100 } },
        })
      await city.withChanged('demo.yaml', throughGossip, async () => {
        const hub = await city.installation.start()
        const agent = await desk(city, hub.adress, 'prov', ['aldre-direkt'])
        const { asking, ...others } = {
          ...(await desks()),
          asking: await desk(city, hub.adress, 'anna', ['skyddad-handlaggare']),
        }
        while (gossip.asked() < 6 * gossip.ways) await readLive(agent, city.people.slice(0, campaign(20, 50)))
        expect(await showWithLeave({ asking, ...others }, shielded().slice(0, 1), PURPOSES, REASON)).toBe(0)
        expect((await city.ask('GET', `${hub.adress}/metrics`, MONITORING)).status).toBe(200)
        expect(await hub.stop()).toBe(0)
        city.note(hub.output())
      })
      await gossip.stop()
    },
    5 * MINUTE,
  )

  test(
    'a client is suspended and opened again, and what the rules and agreements say is printed',
    async () => {
      const { city, hub } = where()
      const agent = { authorization: `Bearer ${await city.token('aldre-direkt')}`, 'content-type': 'application/json' }
      const body = JSON.stringify(lookup({ personnummer: city.people[0] ?? '' }, 'utforarfraga'))
      const status = async () => (await city.ask('POST', `${hub.adress}/api/v1/uppslag`, agent, body)).status
      const untilAnswered = async (wanted: number) => {
        while ((await status()) !== wanted) await delay(100)
      }
      expect(await city.insyn('klient', 'stang', 'telefoni', '--av', 'prov', '--skal', 'provning')).toBe(0)
      await untilAnswered(403)
      expect(await city.insyn('klient', 'lista')).toBe(0)
      expect(await city.insyn('klient', 'oppna', 'telefoni', '--av', 'prov')).toBe(0)
      await untilAnswered(200)
      const such = ['--roll', 'aldre-direkt', '--andamal', 'beslutsfraga', '--identifiering', 'bankid']
      for (const more of [['--json'], ['--stadsdel', 'bromma', '--arende', 'PROV-1']])
        expect(await city.insyn('policy', 'forklara', ...such, ...more)).toBe(0)
      expect(await city.insyn('avtal', 'lista')).toBe(0)
    },
    5 * MINUTE,
  )

  test(
    'an avtal that ends leaves a receipt',
    async () => {
      const { city } = where()
      const { state } = city.installation
      const config = join(dirname(state), 'config')
      const before = join(dirname(state), 'fore')
      await cp(config, before, { recursive: true })
      const file = join(config, `avtal/${ENDS}.yaml`)
      const yesterday = new Date(Date.now() - 24 * 60 * MINUTE).toISOString().slice(0, 10)
      await writeFile(file, stringify({ ...(parse(await readFile(file, 'utf8')) as Avtal), giltigTill: yesterday }))
      expect(await city.insyn('policy', 'diff', before, config)).toBe(3)
      await where().restart()
      const receipts = () => readdir(join(state, 'kvitton')).catch(() => [])
      while ((await receipts()).length === 0) await delay(200)
      expect(await city.insyn('avtal', 'lista')).toBe(0)
      const written = city.written().length
      expect(await city.insyn('avtal', 'kvitto', ENDS)).toBe(0)
      const vkey = /--nyckel '([^']+)'/.exec(city.written().slice(written))?.[1] ?? ''
      const [name = ''] = await receipts()
      expect(await city.insyn('avtal', 'verifiera', join(state, 'kvitton', name), '--nyckel', vkey)).toBe(0)
      expect(city.scanner.folder(join(state, 'kvitton'))).toEqual([])
    },
    5 * MINUTE,
  )
}

/** The reasons are there, sealed; to be called when all that is kept is looked through. */
export async function expectReasonsSealed({ city }: Pick<Where, 'city'>): Promise<void> {
  const reasons = createScanner(REASON, [])
  const { state } = city.installation
  const pool = city.installation.database()
  try {
    expect(await reasons.database(pool)).toEqual([])
    // It is there, and it is opened.
    expect(new Set((await reasons.sealed(pool, state)).map(({ where }) => where))).toEqual(new Set(['tillstand']))
  } finally {
    await pool.end()
  }
  expect(reasons.folder(state)).toEqual([])
  expect(reasons.text('terminalen', city.written())).toEqual([])
}

async function explainAll(workers: readonly Desk[]): Promise<void> {
  const { andamal } = parse(await readFile(join(ROOT, 'config/andamal.yaml'), 'utf8')) as { andamal: object }
  for (const worker of workers)
    for (const code of Object.keys(andamal))
      for (const identifiering of ['ingen', 'bankid']) {
        const body = { andamal: code, identifiering, arende: 'PROV-1' }
        expect((await worker.post('/api/v1/policy/forklaring', body)).status).toBe(200)
      }
}

async function readProblems({ city, hub }: Where): Promise<void> {
  const { text } = await city.ask('GET', `${hub.adress}/problem`, {})
  const paths = [...text.matchAll(/href="(\/problem\/[a-z-]+)"/g)].map(([, path]) => path)
  expect(paths.length).toBeGreaterThan(10)
  for (const path of paths) expect((await city.ask('GET', `${hub.adress}${path}`, {})).status).toBe(200)
}

/** How many numbers leave in the answers, which are for that and are not looked through: they stand nowhere else. */
async function openNumbers({ city, hub }: Where, alerts: readonly { readonly loggpost: string }[]): Promise<number> {
  const who = { slutanvandare: 'demo-alla', klient: 'konsol', roller: ['sakerhetsansvarig'] }
  const { access_token } = await city.simulators.issue(who)
  const headers = { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' }
  let opened = 0
  for (const { loggpost } of alerts) {
    const body = JSON.stringify({ loggId: loggpost, skal: 'Larm' })
    const answer = await fetch(`${hub.adress}/api/v1/atkomster/personnummer`, { method: 'POST', headers, body })
    const { personnummer } = (await answer.json()) as { personnummer: string | null }
    if (personnummer !== null && city.people.includes(personnummer)) opened++
  }
  return opened
}
