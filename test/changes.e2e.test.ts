import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals'
import type { Truth } from '../simulators/population/truth.ts'
import type { StartedSimulators } from '../simulators/start-simulators.ts'
import type { Access } from '../src/atkomstlogg/access.ts'
import { agent, withoutItsOwn } from './support/api/caller.ts'
import { type CaseCalls, expectRecorded, listenToCases } from './support/case-system/case-calls.ts'
import { expectCase, expectRegistered } from './support/case-system/case-truth.ts'
import { mirrored, type Movements, settled, sql, sync, watchMirror } from './support/database/mirror-state.ts'
import { exportedLog } from './support/hub/exported-log.ts'
import { type HubProcess, install, type Installation } from './support/hub/hub-process.ts'
import { startCity, THREE_STADSDELAR } from './support/sources/simulated-city.ts'
import { expectTruth } from './support/sources/truth.ts'

const COUNT = 90
const STADSDEL = 'sodermalm'
const password = 'prov'
let simulators: StartedSimulators
let installation: Installation
let hub: HubProcess
let asAgent: Awaited<ReturnType<typeof agent>>
let calls: CaseCalls
let moved: () => Promise<Movements>

jest.setTimeout(300_000)
beforeAll(async () => {
  simulators = await startCity(COUNT, 9, password)
  calls = listenToCases(simulators)
  installation = await install(simulators, password)
  await startHub()
  asAgent = await agent(simulators)
  for (const { personnummer } of inhabitants()) await simulators.people.open(personnummer, 'samlad-fraga')
  await settled(installation)
  moved = await watchMirror(installation)
}, 240_000)
beforeEach(() => moved())
afterAll(async () => {
  await hub.stop()
  await simulators.stop()
  await installation.remove()
}, 60_000)

async function startHub(): Promise<void> {
  hub = await installation.start()
  await hub.ready()
  await simulators.people.begin({ hubb: hub.adress, oppna: 0 })
}

/** Everybody whose data lie in the district and nowhere else. */
const inhabitants = (): Truth[] =>
  Array.from({ length: COUNT }, (_, index) => simulators.truthAt(index)).filter(
    ({ skydd, stadsdelar }) => skydd === 'ingen' && Object.keys(stadsdelar).join() === STADSDEL,
  )

/** Somebody of the district of whom this holds, with what the sources have of her there. */
function somebody(holds: (mangder: Truth['stadsdelar'][string]) => boolean) {
  const found = inhabitants().find(({ stadsdelar }) => holds(stadsdelar[STADSDEL] ?? {}))
  if (found === undefined) throw new Error('nobody is like that')
  return { ...found, mangder: found.stadsdelar[STADSDEL] ?? {} }
}

const truth = (personnummer: string): Truth => {
  const truth = simulators.truth(personnummer)
  if (truth === undefined) throw new Error('nobody')
  return truth
}
const casesOf = (personnummer: string) =>
  simulators.arenden.open(500).filter((arende) => arende.personnummer === personnummer)
const lookUp = (personnummer: string) => asAgent.uppslag(hub.adress, { personnummer })

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

function expectEmptied(personnummer: string): void {
  const cases = casesOf(personnummer)
  expect(cases).toHaveLength(1)
  for (const { arendeId } of cases) expect(simulators.arenden.mirrorings(arendeId)).toEqual([])
}

/** The person's answer is that of a number which nobody has, but for what is its own in every answer. */
async function expectNeutral(personnummer: string): Promise<void> {
  const ask = async () => (await Promise.all([lookUp(personnummer), lookUp('200306252396')])).map(withoutItsOwn)
  const [hers, nobodys] = await ask()
  // Once more: the state of the sources is read anew each second, also between the two.
  if (isDeepStrictEqual(hers, nobodys)) return
  const [again, nobodysAgain] = await ask()
  expect(again).toEqual(nobodysAgain)
}

async function read(...args: string[]): Promise<void> {
  const { code, output } = await sync(installation, '--stadsdel', STADSDEL, ...args)
  expect([code, output]).toEqual([0, expect.stringContaining(STADSDEL)])
}

test('a second reading of an unchanged city writes no row and no message', async () => {
  const before = await mirrored(installation)
  const { code, runs } = await sync(installation)
  expect([code, runs.length]).toEqual([0, 3 * THREE_STADSDELAR.length])
  expect(await moved()).toEqual({ writes: 0, messages: 0, gone: 0 })
  expect(await mirrored(installation)).toEqual(before)
})

test('a new handläggare is one change, in the lookup and in the case', async () => {
  const { personnummer, mangder } = somebody(({ handlaggare }) => handlaggare !== undefined)
  simulators.change({ slag: 'byt-handlaggare', personnummer, stadsdel: STADSDEL })
  expect(truth(personnummer).stadsdelar[STADSDEL]?.handlaggare).not.toEqual(mangder.handlaggare)
  await read()
  expect(await moved()).toEqual({ writes: 1, messages: 1, gone: 0 })
  await expectShown(personnummer)
})

test('a decision that vanishes is gone from lookup and case, the last one with a tombstone', async () => {
  const { personnummer, mangder } = somebody(({ beslut = [] }) => beslut.length === 2)
  for (const [left, { beslutId }] of [...(mangder.beslut ?? [])].entries()) {
    simulators.change({ slag: 'ta-bort-beslut', personnummer, stadsdel: STADSDEL, beslutId: beslutId as string })
    await read()
    expect(await moved()).toEqual({ writes: 1, messages: 1, gone: left })
    await expectShown(personnummer)
  }
  expect((await lookUp(personnummer)).beslut).toEqual([])
})

test('a paid invoice is told as paid', async () => {
  const unpaid = ({ faktura = [] }: Truth['stadsdelar'][string]) =>
    faktura.find(({ betalstatus }) => betalstatus === 'obetald')
  const { personnummer, mangder } = somebody((held) => unpaid(held) !== undefined)
  const fakturanummer = unpaid(mangder)?.fakturanummer as string
  simulators.change({ slag: 'betala-faktura', personnummer, stadsdel: STADSDEL, fakturanummer })
  await read()
  await expectShown(personnummer)
  const { fakturor } = (await asAgent.uppslag(hub.adress, { fakturanummer })) as unknown as {
    fakturor: { fakturanummer: string; betalstatus: string }[]
  }
  expect(fakturor.find((faktura) => faktura.fakturanummer === fakturanummer)).toMatchObject({ betalstatus: 'betald' })
})

test('a newly protected person is gone from mirror, lookup and case, and back when it is lifted', async () => {
  const { personnummer, mangder } = somebody(
    ({ faktura, beslut, utforare }) => faktura !== undefined && beslut !== undefined && utforare !== undefined,
  )
  const before = await mirrored(installation)
  simulators.change({ slag: 'satt-skydd', personnummer, skydd: 'skyddad-folkbokforing' })
  await read()
  const after = await mirrored(installation)
  expect([...before.keys()].filter((ref) => !after.has(ref))).toHaveLength(Object.keys(mangder).length)
  await expectNeutral(personnummer)
  await settled(installation)
  expectEmptied(personnummer)

  simulators.change({ slag: 'satt-skydd', personnummer, skydd: 'ingen' })
  await read()
  expect([...(await mirrored(installation)).keys()].sort()).toEqual([...before.keys()].sort())
  await expectShown(personnummer)
})

test('a person whom the sources no longer have is gone from lookup and case', async () => {
  const { personnummer, mangder } = somebody(({ faktura, beslut }) => faktura !== undefined && beslut !== undefined)
  simulators.change({ slag: 'ta-bort-person', personnummer, stadsdel: STADSDEL })
  await read()
  expect((await moved()).gone).toBe(Object.keys(mangder).length)
  await settled(installation)
  await expectNeutral(personnummer)
  expectEmptied(personnummer)
})

test('a storm of changes is in every case when it has passed', async () => {
  const struck = inhabitants().filter(({ stadsdelar }) => stadsdelar[STADSDEL]?.handlaggare !== undefined)
  expect(struck.length).toBeGreaterThan(20)
  simulators.change({ slag: 'storm', stadsdel: STADSDEL, antal: COUNT, round: 1 })
  await read('--kalla', 'paraplyet')
  for (const { personnummer } of struck) await expectShown(personnummer)
})

test('a large deletion waits for a person’s word, and then takes away what it was given for', async () => {
  const before = await mirrored(installation)
  simulators.fault({ peer: 'paraplyet', fel: 'halv-sida', stadsdel: STADSDEL })
  const half = () => sync(installation, '--kalla', 'paraplyet', '--stadsdel', STADSDEL)
  const approve = (max: number) =>
    installation.insyn(
      ...['synk', 'godkann', '--kalla', 'paraplyet', '--stadsdel', STADSDEL],
      ...['--hogst', String(max), '--av', 'prov', '--skal', 'källan är rätt'],
    )
  const waits = { code: 3, runs: [expect.objectContaining({ utfall: 'vantar for-manga-borta', gone: 0 })] }
  expect(await half()).toMatchObject(waits)
  const [held] = await sql<{ count: number }>(
    installation,
    `select sum((volume->>'gone')::int)::int as count
       from sync_run, jsonb_array_elements(guard->'volumes') as volume where id = (select max(id) from sync_run)`,
  )
  const count = held?.count ?? 0
  expect(count).toBeGreaterThan(20)
  await approve(count - 1)
  expect(await half()).toMatchObject(waits)
  expect(await moved()).toEqual({ writes: 0, messages: 0, gone: 0 })

  expect(await approve(count)).toMatchObject({ code: 0 })
  expect(await half()).toMatchObject({ code: 0, runs: [{ utfall: 'lyckad', gone: count }] })
  expect((await mirrored(installation)).size).toBe(before.size - count)
  await settled(installation)
  const emptied = inhabitants().filter(({ personnummer }) =>
    casesOf(personnummer).some(({ arendeId }) =>
      simulators.arenden.mirrorings(arendeId).every(({ kalla }) => kalla === 'agresso'),
    ),
  )
  expect(emptied.length).toBeGreaterThan(5)

  simulators.noErrors()
  await read()
  for (const { personnummer } of inhabitants()) await expectShown(personnummer)
  simulators.fault({ peer: 'paraplyet', fel: 'halv-sida', stadsdel: STADSDEL })
  expect(await half()).toMatchObject(waits)
  simulators.noErrors()
  await read()
})

test('a closed case is purged, and filled again when it reopens', async () => {
  const { personnummer } = somebody(({ beslut }) => beslut !== undefined)
  const [{ arendeId } = { arendeId: '' }] = casesOf(personnummer)
  expectCase(simulators, arendeId)
  await simulators.people.close(arendeId)
  await settled(installation)
  expect(simulators.arenden.mirrorings(arendeId)).toEqual([])
  simulators.change({ slag: 'byt-handlaggare', personnummer, stadsdel: STADSDEL })
  await read()
  await settled(installation)
  expect(simulators.arenden.mirrorings(arendeId)).toEqual([])

  await simulators.people.openAgain(arendeId)
  await expectShown(personnummer)
})

test('what happened to cases while the hub was down is made good at its start', async () => {
  const [first, second] = inhabitants()
  if (first === undefined || second === undefined) throw new Error('nobody lives here')
  const [closed] = casesOf(first.personnummer)
  await settled(installation)
  expect(await hub.stop()).toBe(0)
  const opened = simulators.arenden.create(second.personnummer, 'samlad-fraga')
  simulators.arenden.change(closed?.arendeId ?? '', { status: 'stangt' })
  await startHub()
  await settled(installation)
  expectCase(simulators, opened.arendeId)
  expect(simulators.arenden.mirrorings(opened.arendeId)).not.toEqual([])
  expect(simulators.arenden.mirrorings(closed?.arendeId ?? '')).toEqual([])
})

test('every write into a case, every removal and every purge has its record, with the fields and no values', async () => {
  const shielded = Array.from({ length: COUNT }, (_, index) => simulators.truthAt(index)).find(
    ({ skydd }) => skydd !== 'ingen',
  )
  const { arendeId } = await simulators.people.open(shielded?.personnummer ?? '', 'samlad-fraga')
  await simulators.people.close(arendeId)
  await settled(installation)

  const byLog = new Map<string, Access[]>()
  for (const log of [...calls.stadsdelar, 'insyn']) byLog.set(log, await exportedLog(installation, log))
  expectRecorded(calls, byLog, arendeId)
}, 240_000)
