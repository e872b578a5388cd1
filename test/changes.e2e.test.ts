import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals'
import type { Sanning } from '../simulators/population/truth.ts'
import { startSimulators, type StartedSimulators } from '../simulators/start-simulators.ts'
import type { Atkomst } from '../src/atkomstlogg/access.ts'
import { exportedLog } from './support/hub/exported-log.ts'
import { servicehandlaggare, withoutItsOwn } from './support/api/caller.ts'
import { expectRecorded, listenToCases, type CaseCalls } from './support/case-system/case-calls.ts'
import { expectCase, expectRegistered } from './support/case-system/case-truth.ts'
import { install, type HubProcess, type Installation } from './support/hub/hub-process.ts'
import { mirrored, settled, sql, synk, watchMirror, type Movements } from './support/database/mirror-state.ts'
import { expectTruth } from './support/sources/truth.ts'

const ANTAL = 400
const STADSDEL = 'enskede-arsta-vantor'
const losenord = 'prov'
let simulators: StartedSimulators
let installation: Installation
let hub: HubProcess
let agent: Awaited<ReturnType<typeof servicehandlaggare>>
let calls: CaseCalls
let moved: () => Promise<Movements>

jest.setTimeout(60_000)
beforeAll(async () => {
  const idag = new Date().toISOString().slice(0, 10)
  simulators = await startSimulators({ population: { antal: ANTAL, seed: 9, idag }, port: 0, losenord })
  calls = listenToCases(simulators)
  installation = await install(simulators, losenord)
  await startHub()
  agent = await servicehandlaggare(simulators)
  for (const { personnummer } of inhabitants()) await simulators.manniskor.oppna(personnummer, 'samlad-fraga')
  await settled(installation)
  moved = await watchMirror(installation)
}, 120_000)
beforeEach(() => moved())
afterAll(async () => {
  await hub.stop()
  await simulators.stop()
  await installation.remove()
}, 30_000)

async function startHub(): Promise<void> {
  hub = await installation.start()
  await hub.ready()
  await simulators.manniskor.borja({ hubb: hub.adress, oppna: 0 })
}

/** Everybody whose data lie in the district and nowhere else. */
const inhabitants = (): Sanning[] =>
  Array.from({ length: ANTAL }, (_, index) => simulators.sanningAt(index)).filter(
    ({ skydd, stadsdelar }) => skydd === 'ingen' && Object.keys(stadsdelar).join() === STADSDEL,
  )

/** Somebody of the district of whom this holds, with what the sources have of her there. */
function somebody(holds: (mangder: Sanning['stadsdelar'][string]) => boolean) {
  const found = inhabitants().find(({ stadsdelar }) => holds(stadsdelar[STADSDEL] ?? {}))
  if (found === undefined) throw new Error('nobody is like that')
  return { ...found, mangder: found.stadsdelar[STADSDEL] ?? {} }
}

const truth = (personnummer: string): Sanning => {
  const sanning = simulators.sanning(personnummer)
  if (sanning === undefined) throw new Error('nobody')
  return sanning
}
const casesOf = (personnummer: string) =>
  simulators.arenden.oppna(500).filter((arende) => arende.personnummer === personnummer)
const lookUp = (personnummer: string) => agent.uppslag(hub.adress, { personnummer })

/** Lookup and open case are as the sources have it now. */
async function expectShown(personnummer: string): Promise<void> {
  await settled(installation)
  expectTruth(await lookUp(personnummer), truth(personnummer))
  const cases = casesOf(personnummer)
  expect(cases).toHaveLength(1)
  for (const { arendeId } of cases) {
    expectCase(simulators, arendeId)
    expectRegistered(simulators, arendeId)
  }
}

/** The person's answer is that of a number which nobody has, but for what is its own in every answer. */
async function expectNeutral(personnummer: string): Promise<void> {
  const [hers, nobodys] = await Promise.all([lookUp(personnummer), lookUp('200306252396')])
  expect(withoutItsOwn(hers)).toEqual(withoutItsOwn(nobodys))
}

async function read(...args: string[]): Promise<void> {
  const { code, output } = await synk(installation, '--stadsdel', STADSDEL, ...args)
  expect([code, output]).toEqual([0, expect.stringContaining(STADSDEL)])
}

test('a second reading of an unchanged city writes no row and no message', async () => {
  const before = await mirrored(installation)
  const { code, runs } = await synk(installation)
  expect([code, runs.length]).toEqual([0, 22])
  expect(await moved()).toEqual({ skrivningar: 0, bud: 0, borta: 0 })
  expect(await mirrored(installation)).toEqual(before)
})

test('a new handläggare is one change, in the lookup and in the case', async () => {
  const { personnummer, mangder } = somebody(({ handlaggare }) => handlaggare !== undefined)
  simulators.andra({ slag: 'byt-handlaggare', personnummer, stadsdel: STADSDEL })
  expect(truth(personnummer).stadsdelar[STADSDEL]?.handlaggare).not.toEqual(mangder.handlaggare)
  await read()
  expect(await moved()).toEqual({ skrivningar: 1, bud: 1, borta: 0 })
  await expectShown(personnummer)
})

test('a decision that vanishes is gone from lookup and case, the last one with a tombstone', async () => {
  const { personnummer, mangder } = somebody(({ beslut = [] }) => beslut.length === 2)
  for (const [left, { beslutId }] of [...(mangder.beslut ?? [])].entries()) {
    simulators.andra({ slag: 'ta-bort-beslut', personnummer, stadsdel: STADSDEL, beslutId: beslutId as string })
    await read()
    expect(await moved()).toEqual({ skrivningar: 1, bud: 1, borta: left })
    await expectShown(personnummer)
  }
  expect((await lookUp(personnummer)).beslut).toEqual([])
})

test('a paid invoice is told as paid', async () => {
  const unpaid = ({ faktura = [] }: Sanning['stadsdelar'][string]) =>
    faktura.find(({ betalstatus }) => betalstatus === 'obetald')
  const { personnummer, mangder } = somebody((held) => unpaid(held) !== undefined)
  const fakturanummer = unpaid(mangder)?.fakturanummer as string
  simulators.andra({ slag: 'betala-faktura', personnummer, stadsdel: STADSDEL, fakturanummer })
  await read()
  await expectShown(personnummer)
  const { fakturor } = (await agent.uppslag(hub.adress, { fakturanummer })) as unknown as {
    fakturor: { fakturanummer: string; betalstatus: string }[]
  }
  expect(fakturor.find((faktura) => faktura.fakturanummer === fakturanummer)).toMatchObject({ betalstatus: 'betald' })
})

test('a newly protected person is gone from mirror, lookup and case, and back when it is lifted', async () => {
  const { personnummer, mangder } = somebody(
    ({ faktura, beslut, utforare }) => faktura !== undefined && beslut !== undefined && utforare !== undefined,
  )
  const before = await mirrored(installation)
  simulators.andra({ slag: 'satt-skydd', personnummer, skydd: 'skyddad-folkbokforing' })
  await read()
  const after = await mirrored(installation)
  expect([...before.keys()].filter((ref) => !after.has(ref))).toHaveLength(Object.keys(mangder).length)
  await expectNeutral(personnummer)
  await settled(installation)
  for (const { arendeId } of casesOf(personnummer)) expect(simulators.arenden.speglingar(arendeId)).toEqual([])

  simulators.andra({ slag: 'satt-skydd', personnummer, skydd: 'ingen' })
  await read()
  expect([...(await mirrored(installation)).keys()].sort()).toEqual([...before.keys()].sort())
  await expectShown(personnummer)
})

test('a person whom the sources no longer have is gone from lookup and case', async () => {
  const { personnummer, mangder } = somebody(({ faktura, beslut }) => faktura !== undefined && beslut !== undefined)
  simulators.andra({ slag: 'ta-bort-person', personnummer, stadsdel: STADSDEL })
  await read()
  expect((await moved()).borta).toBe(Object.keys(mangder).length)
  await settled(installation)
  await expectNeutral(personnummer)
  for (const { arendeId } of casesOf(personnummer)) expect(simulators.arenden.speglingar(arendeId)).toEqual([])
})

test('a storm of changes is in every case when it has passed', async () => {
  const struck = inhabitants().filter(({ stadsdelar }) => stadsdelar[STADSDEL]?.handlaggare !== undefined)
  expect(struck.length).toBeGreaterThan(20)
  for (let varv = 1; varv <= 3; varv++) {
    simulators.andra({ slag: 'storm', stadsdel: STADSDEL, antal: ANTAL, varv })
    await read('--kalla', 'paraplyet')
  }
  for (const { personnummer } of struck) await expectShown(personnummer)
})

test('a large deletion waits for a person’s word, and then takes away what it was given for', async () => {
  const before = await mirrored(installation)
  simulators.fel({ peer: 'paraplyet', fel: 'halv-sida', stadsdel: STADSDEL })
  const half = () => synk(installation, '--kalla', 'paraplyet', '--stadsdel', STADSDEL)
  const approve = (hogst: number) =>
    installation.insyn(
      ...['synk', 'godkann', '--kalla', 'paraplyet', '--stadsdel', STADSDEL],
      ...['--hogst', String(hogst), '--av', 'prov'],
    )
  const waits = { code: 1, runs: [expect.objectContaining({ utfall: 'vantar for-manga-borta', borta: 0 })] }
  expect(await half()).toMatchObject(waits)
  const [held] = await sql<{ antal: number }>(
    installation,
    `select sum((volym->>'borta')::int)::int as antal
       from korning, jsonb_array_elements(vakt->'volymer') as volym where id = (select max(id) from korning)`,
  )
  const antal = held?.antal ?? 0
  expect(antal).toBeGreaterThan(20)
  await approve(antal - 1)
  expect(await half()).toMatchObject(waits)
  expect(await moved()).toEqual({ skrivningar: 0, bud: 0, borta: 0 })

  expect(await approve(antal)).toMatchObject({ code: 0 })
  expect(await half()).toMatchObject({ code: 0, runs: [{ utfall: 'lyckad', borta: antal }] })
  expect((await mirrored(installation)).size).toBe(before.size - antal)
  await settled(installation)
  const emptied = inhabitants().filter(({ personnummer }) =>
    casesOf(personnummer).some(({ arendeId }) =>
      simulators.arenden.speglingar(arendeId).every(({ kalla }) => kalla === 'agresso'),
    ),
  )
  expect(emptied.length).toBeGreaterThan(5)

  simulators.ingaFel()
  await read()
  for (const { personnummer } of inhabitants()) await expectShown(personnummer)
  simulators.fel({ peer: 'paraplyet', fel: 'halv-sida', stadsdel: STADSDEL })
  expect(await half()).toMatchObject(waits)
  simulators.ingaFel()
  await read()
})

test('a closed case is purged, and filled again when it reopens', async () => {
  const { personnummer } = somebody(({ beslut }) => beslut !== undefined)
  const [{ arendeId } = { arendeId: '' }] = casesOf(personnummer)
  expectCase(simulators, arendeId)
  await simulators.manniskor.stang(arendeId)
  await settled(installation)
  expect(simulators.arenden.speglingar(arendeId)).toEqual([])
  simulators.andra({ slag: 'byt-handlaggare', personnummer, stadsdel: STADSDEL })
  await read()
  await settled(installation)
  expect(simulators.arenden.speglingar(arendeId)).toEqual([])

  await simulators.manniskor.oppnaIgen(arendeId)
  await expectShown(personnummer)
})

test('what happened to cases while the hub was down is made good at its start', async () => {
  const [first, second] = inhabitants()
  if (first === undefined || second === undefined) throw new Error('nobody lives here')
  const [closed] = casesOf(first.personnummer)
  await settled(installation)
  expect(await hub.stop()).toBe(0)
  const opened = simulators.arenden.skapa(second.personnummer, 'samlad-fraga')
  simulators.arenden.andra(closed?.arendeId ?? '', { status: 'stangt' })
  await startHub()
  await settled(installation)
  expectCase(simulators, opened.arendeId)
  expect(simulators.arenden.speglingar(opened.arendeId)).not.toEqual([])
  expect(simulators.arenden.speglingar(closed?.arendeId ?? '')).toEqual([])
})

test('every write into a case, every removal and every purge has its record, with the fields and no values', async () => {
  const shielded = Array.from({ length: ANTAL }, (_, index) => simulators.sanningAt(index)).find(
    ({ skydd }) => skydd !== 'ingen',
  )
  const { arendeId } = await simulators.manniskor.oppna(shielded?.personnummer ?? '', 'samlad-fraga')
  await simulators.manniskor.stang(arendeId)
  await settled(installation)

  const byLog = new Map<string, Atkomst[]>()
  for (const logg of [...calls.stadsdelar, 'insyn']) byLog.set(logg, await exportedLog(installation, logg))
  expectRecorded(calls, byLog, arendeId)
}, 120_000)
