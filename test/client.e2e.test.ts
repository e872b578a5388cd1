import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { StartedSimulators } from '../simulators/start-simulators.ts'
import { agent } from './support/api/caller.ts'
import { undisturbed, WHOLE } from './support/campaign.ts'
import { sql } from './support/database/mirror-state.ts'
import { type HubProcess, install, type Installation } from './support/hub/hub-process.ts'
import { startCity } from './support/sources/simulated-city.ts'
import { until } from './support/until.ts'

const MINUTE = 60_000
/** When every hub knows who is suspended: within a second, on a machine that does nothing else. */
const KNOWN_MS = undisturbed(5_000, 1_000)
let simulators: StartedSimulators
let installation: Installation
let hub: HubProcess
let asAgent: Awaited<ReturnType<typeof agent>>

beforeAll(async () => {
  simulators = await startCity(60, 5, 'prov')
  installation = await install(simulators, 'prov')
  hub = await installation.start()
  asAgent = await agent(simulators)
}, 2 * MINUTE)
afterAll(async () => {
  await hub.stop()
  await simulators.stop()
  await installation.remove()
}, MINUTE)

const QUERY = { andamal: 'fakturafraga', relation: 'sjalv', identifiering: 'bankid', fakturanummer: 'F-1' }
const ask = async () => (await asAgent.post(hub.adress, QUERY)).status
const records = async () => {
  const rows = await sql<{ record: string }>(
    installation,
    `select record from access_record where logg = 'insyn' order by nummer`,
  )
  return rows.map(({ record }) => (JSON.parse(record) as { atkomst: Record<string, unknown> }).atkomst)
}

/** By one call. On a machine that does nothing else it is the first one after a second. */
async function untilRefused(): Promise<void> {
  if (WHOLE) await new Promise((resolve) => setTimeout(resolve, KNOWN_MS))
  await until(async () => (await ask()) === 403, WHOLE ? 0 : undefined)
}

test(
  'a client that is suspended by a command gets nothing within a second, until it is opened again',
  async () => {
    expect(await ask()).toBe(200)
    const close = ['klient', 'stang', 'telefoni', '--av', 'Bo Ek', '--skal', 'token på villovägar']
    expect(await installation.insyn(...close)).toMatchObject({ code: 0 })
    await untilRefused()
    expect((await installation.insyn('klient', 'lista')).output).toMatch(
      /telefoni +Telefonisystemet +suspended since \S+ by Bo Ek: token på villovägar/,
    )
    expect(await installation.insyn(...close)).toEqual({ code: 1, output: 'insyn: telefoni is suspended already\n' })

    expect(await installation.insyn('klient', 'oppna', 'telefoni', '--av', 'Eva Ros')).toMatchObject({ code: 0 })
    await new Promise((resolve) => setTimeout(resolve, KNOWN_MS))
    expect(await ask()).toBe(200)
    const all = await records()
    // Of the calls before a command took effect, and after it, the last.
    const last = all.filter(({ handelse }, at) => handelse === 'klient' || all[at + 1]?.handelse !== 'uppslag')
    expect(
      last.map(({ handelse, klient, slutanvandare, orsak }) => ({
        handelse,
        klient,
        slutanvandare,
        orsak,
      })),
    ).toEqual([
      { handelse: 'uppslag', klient: 'telefoni', slutanvandare: 'prov', orsak: 'okand' },
      { handelse: 'klient', klient: 'telefoni', slutanvandare: 'Bo Ek', orsak: 'avstangd' },
      { handelse: 'uppslag', klient: 'telefoni', slutanvandare: 'prov', orsak: 'klient-avstangd' },
      { handelse: 'klient', klient: 'telefoni', slutanvandare: 'Eva Ros', orsak: 'oppnad' },
      { handelse: 'uppslag', klient: 'telefoni', slutanvandare: 'prov', orsak: 'okand' },
    ])
  },
  2 * MINUTE,
)

test(
  'how many calls of a suspended client were refused is recorded when the hub stops',
  async () => {
    const before = (await records()).length
    const close = ['klient', 'stang', 'telefoni', '--av', 'Bo Ek', '--skal', 'token på villovägar']
    expect(await installation.insyn(...close)).toMatchObject({ code: 0 })
    await untilRefused()
    expect(await Promise.all(Array.from({ length: 39 }, ask))).toEqual(Array(39).fill(403))
    await hub.stop()
    hub = await installation.start()
    const refused = (await records()).slice(before).filter(({ orsak }) => orsak === 'klient-avstangd')
    // A minute may have ended in between, or not yet since the refusal above.
    expect(refused.length).toBeLessThan(5)
    expect(refused.some(({ antal }) => Number(antal) > 1)).toBe(true)
    expect(refused.reduce((sum, { antal }) => sum + Number(antal ?? 1), 0)).toBe(40)
    expect(refused.every(({ klient, utfall }) => klient === 'telefoni' && utfall === 'nekat')).toBe(true)
    expect(await installation.insyn('klient', 'oppna', 'telefoni', '--av', 'Eva Ros')).toMatchObject({ code: 0 })
  },
  2 * MINUTE,
)

test(
  'what a command needs is said when it is missing',
  async () => {
    expect((await installation.insyn('klient', 'stang', 'telefoni', '--av', 'Bo')).output).toMatch(
      /'--skal <text>' not specified/,
    )
    expect((await installation.insyn('klient', 'stang', 'telefon', '--av', 'Bo', '--skal', 'x')).output).toMatch(
      /no client of that name in klienter.yaml/,
    )
    expect((await installation.insyn('klient', 'stang')).code).toBe(2)
  },
  MINUTE,
)

test('an issuer whose tokens are bound to nothing is said once, at the start', () => {
  expect(hub.output().match(/certificate-binding-off/g)).toHaveLength(1)
})
