import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals'
import type { Fel } from '../simulators/faults.ts'
import type { Sanning } from '../simulators/population/truth.ts'
import { startSimulators, type StartedSimulators } from '../simulators/start-simulators.ts'
import { breakersOpen } from './support/hub/breakers.ts'
import { servicehandlaggare, withoutItsOwn, type Svar } from './support/api/caller.ts'
import { expectCase } from './support/case-system/case-truth.ts'
import { install, type HubProcess, type Installation } from './support/hub/hub-process.ts'
import { settled, sql } from './support/database/mirror-state.ts'
import { nobodyOf } from './support/hub/names-nobody.ts'
import { onlyInvoices } from './support/sources/only-invoices.ts'
import { expectTruth } from './support/sources/truth.ts'

const ANTAL = 400
const STADSDEL = 'enskede-arsta-vantor'
const FRIST = 2_000
/** What an answer may take beyond the deadline, whatever the sources do. */
const PUST = 200
const VILA = 1_500
const INGEN = '200306252396'
const losenord = 'prov'
let simulators: StartedSimulators
let installation: Installation
let hub: HubProcess
let agent: Awaited<ReturnType<typeof servicehandlaggare>>

jest.setTimeout(60_000)
beforeAll(async () => {
  const idag = new Date().toISOString().slice(0, 10)
  simulators = await startSimulators({ population: { antal: ANTAL, seed: 11, idag }, port: 0, losenord })
  installation = await install(simulators, losenord, {
    loggniva: 'debug',
    direkt: { fristMs: FRIST, brytare: { fel: 5, viloMs: VILA } },
  })
  hub = await installation.start()
  await hub.ready()
  agent = await servicehandlaggare(simulators)
  await simulators.manniskor.borja({ hubb: hub.adress, oppna: 0 })
  await warmUp()
}, 120_000)
beforeEach(async () => {
  simulators.ingaFel()
  await allClosed()
})
afterAll(async () => {
  await hub.stop()
  await simulators.stop()
  await installation.remove()
}, 30_000)

const people = () => Array.from({ length: ANTAL }, (_, index) => simulators.sanningAt(index))
/** Everybody whose data lie in the district and nowhere else, in both sources. */
const inhabitants = (): Sanning[] =>
  people().filter(
    ({ skydd, stadsdelar }) =>
      skydd === 'ingen' &&
      Object.keys(stadsdelar).join() === STADSDEL &&
      stadsdelar[STADSDEL]?.handlaggare !== undefined &&
      stadsdelar[STADSDEL].faktura !== undefined,
  )
function inhabitant(nummer: number): Sanning {
  const found = inhabitants()[nummer]
  if (found === undefined) throw new Error('nobody is like that')
  return found
}
const truth = (personnummer: string): Sanning => {
  const sanning = simulators.sanning(personnummer)
  if (sanning === undefined) throw new Error('nobody')
  return sanning
}
const direkt = (personnummer: string, andamal?: string) => agent.direkt(hub.adress, personnummer, andamal)
const row = ({ kallor }: Svar, kalla: string, stadsdel = STADSDEL) =>
  kallor.find((en) => en.kalla === kalla && en.stadsdel === stadsdel)
const asked = ({ kallor }: Svar) =>
  kallor.flatMap(({ kalla, stadsdel, direkt: svar }) => (svar === undefined ? [] : [`${kalla} ${stadsdel} ${svar}`]))

/**
 * A neutral answer with none but these sources silent: on a machine that is busy with other things any of them may once be
 * too slow, which every neutral answer then tells.
 */
async function direktWith(silent: readonly string[], personnummer: string, andamal?: string) {
  for (let forsok = 0; forsok < 5; forsok++) {
    const answer = await direkt(personnummer, andamal)
    const tysta = asked(answer.svar).filter((en) => en.endsWith('svarade-ej'))
    if (tysta.join() === silent.map((en) => `${en} svarade-ej`).join()) return answer
  }
  throw new Error('other sources are silent than should be')
}

/** Everything a source must do once only: log in, read the WSDL, look up templates. */
async function warmUp(): Promise<void> {
  for (let forsok = 0; forsok < 20; forsok++) {
    const { svar } = await direkt(INGEN)
    if (svar.kallor.every((en) => en.direkt === 'svarade')) return
  }
  throw new Error('the sources never all answered')
}

const openBreakers = () => breakersOpen(hub.adress)
async function allClosed(): Promise<void> {
  for (let forsok = 0; (await openBreakers()).length > 0; forsok++) {
    if (forsok > 20) throw new Error('a breaker does not close')
    await delay(VILA / 2)
    await direkt(INGEN)
  }
}

test('asks only where the mirror knows her, and says of each source that it answered', async () => {
  const { personnummer } = inhabitant(0)
  const { svar, ms } = await direkt(personnummer)
  expectTruth(svar, truth(personnummer))
  expect(asked(svar)).toEqual([`paraplyet ${STADSDEL} svarade`, `agresso ${STADSDEL} svarade`])
  expect(ms).toBeLessThan(FRIST)
})

test('a change of a moment ago is in the live answer, then in the mirrored one and in the open case', async () => {
  const { personnummer, stadsdelar } = inhabitant(1)
  const arende = await simulators.manniskor.oppna(personnummer, 'samlad-fraga')
  await settled(installation)
  simulators.andra({ slag: 'byt-handlaggare', personnummer, stadsdel: STADSDEL })
  expect(truth(personnummer).stadsdelar).not.toEqual(stadsdelar)

  expectTruth((await direkt(personnummer)).svar, truth(personnummer))
  expectTruth(await agent.uppslag(hub.adress, { personnummer }), truth(personnummer))
  await settled(installation)
  expectCase(simulators, arende.arendeId)
})

test('somebody who is new to the sources is found live and then in the mirror', async () => {
  const { personnummer } = inhabitant(2)
  await sql(installation, 'delete from uppgift where stadsdel = $1', [STADSDEL])
  const { svar } = await direkt(personnummer)
  expectTruth(svar, truth(personnummer))
  expect(asked(svar)).toHaveLength(22)
  expectTruth(await agent.uppslag(hub.adress, { personnummer }), truth(personnummer))
  await installation.insyn('synk', '--stadsdel', STADSDEL)
})

test('a source that hangs: in time, the rest live, and hers from the mirror with their age', async () => {
  const { personnummer, stadsdelar } = inhabitant(3)
  const invoice = stadsdelar[STADSDEL]?.faktura?.find(({ betalstatus }) => betalstatus === 'obetald')
  simulators.fel({ peer: 'paraplyet', fel: 'sen', stadsdel: STADSDEL })
  const before = truth(personnummer)
  if (invoice !== undefined)
    simulators.andra({
      slag: 'betala-faktura',
      personnummer,
      stadsdel: STADSDEL,
      fakturanummer: invoice.fakturanummer as string,
    })
  const { svar, ms } = await direkt(personnummer)
  expect(ms).toBeGreaterThan(FRIST - 5)
  expect(ms).toBeLessThan(FRIST + PUST)
  expectTruth(svar, { ...truth(personnummer), fornamn: before.fornamn })
  expect(asked(svar)).toEqual([`paraplyet ${STADSDEL} svarade-ej`, `agresso ${STADSDEL} svarade`])
  expect(row(svar, 'paraplyet')?.forklaring).toMatch(
    /^Källan svarade inte inom 2 sekunder\. Uppgifterna är från \d{4}-\d\d-\d\d \d\d:\d\d, för .+ sedan\.$/,
  )
})

const TROUBLES: readonly Fel[] = ['sen', 'droppar', 'fault', 'html', 'tomt', 'avhugget', 'for-stort', 'nere']

test.each([
  ...(['paraplyet', 'agresso'] as const).flatMap((peer) => TROUBLES.map((fel) => [peer, fel] as const)),
  ['agresso', 'nekad'] as const,
])('%s with the fault %s is told to be silent, in time, and hers is shown from the mirror', async (peer, fel) => {
  const { personnummer } = inhabitant(4)
  simulators.fel({ peer, fel, stadsdel: STADSDEL })
  const { svar, ms } = await direkt(personnummer)
  expect(ms).toBeLessThan(FRIST + PUST)
  expectTruth(svar, truth(personnummer))
  expect(asked(svar)).toContain(`${peer} ${STADSDEL} svarade-ej`)
})

test.each([
  ['is slow', { fel: 'sen', operation: 'LoggaIn' }],
  ['is refused', { fel: 'nekad' }],
] as const)('a lost session whose new login %s holds nobody up', async (_, login) => {
  const { personnummer } = inhabitant(5)
  simulators.fel({ peer: 'paraplyet', stadsdel: STADSDEL, ...login })
  simulators.fel({ peer: 'paraplyet', fel: 'session-borta', stadsdel: STADSDEL, antal: 1 })
  const { svar, ms } = await direkt(personnummer)
  expect(ms).toBeLessThan(FRIST + PUST)
  expectTruth(svar, truth(personnummer))
  expect(row(svar, 'paraplyet')?.direkt).toBe('svarade-ej')
  // The login that was under way ends by its own time.
  simulators.ingaFel()
  for (let forsok = 0; row((await direkt(personnummer)).svar, 'paraplyet')?.direkt !== 'svarade'; forsok++) {
    if (forsok > 30) throw new Error('the session never comes back')
    await delay(500)
  }
})

test('a breaker opens after repeated failure, is told, spares the source and the caller, and recovers', async () => {
  const { personnummer } = inhabitant(6)
  // One that answers forgets the failures before it.
  await direktWith([], personnummer)
  simulators.fel({ peer: 'paraplyet', fel: 'sen', stadsdel: STADSDEL })
  for (let antal = 0; antal < 5; antal++) expect((await direkt(personnummer)).ms).toBeGreaterThan(FRIST - 5)
  expect(await openBreakers()).toEqual([`paraplyet ${STADSDEL}`])
  const { svar, ms } = await direkt(personnummer)
  expect(ms).toBeLessThan(FRIST / 2)
  expect(row(svar, 'paraplyet')?.direkt).toBe('svarade-ej')
  expectTruth(svar, truth(personnummer))
  expect(hub.output()).toMatch(/direkt-brytare-oppen/)

  simulators.ingaFel()
  await delay(VILA)
  expect(row((await direkt(personnummer)).svar, 'paraplyet')?.direkt).toBe('svarade')
  expect(await openBreakers()).toEqual([])
  expect(hub.output()).toMatch(/direkt-brytare-stangd/)
})

test('somebody who became protected a moment ago: a neutral answer at once, and then nothing anywhere', async () => {
  const { personnummer } = inhabitant(7)
  const arende = await simulators.manniskor.oppna(personnummer, 'samlad-fraga')
  await settled(installation)
  expect(simulators.arenden.speglingar(arende.arendeId)).not.toEqual([])
  simulators.andra({ slag: 'satt-skydd', personnummer, skydd: 'sekretessmarkering' })
  const [hers, nobodys] = [await direktWith([], personnummer), await direktWith([], INGEN)]
  expect(neutral(hers.svar)).toEqual(neutral(nobodys.svar))
  expect(neutral(await agent.uppslag(hub.adress, { personnummer }))).toEqual(
    neutral(await agent.uppslag(hub.adress, { personnummer: INGEN })),
  )
  await settled(installation)
  expect(simulators.arenden.speglingar(arende.arendeId)).toEqual([])
})

const neutral = (svar: Svar): string => {
  expect(svar.uppslagId).toEqual(expect.any(String))
  expect(svar.loggId).toEqual([expect.stringMatching(/^insyn\//)])
  expect(svar.tidpunkt).toEqual(expect.any(String))
  return JSON.stringify(withoutItsOwn(svar))
}

test.each(['well', 'silent in one district'])(
  'absent, protected and out of reach answer alike when the sources are %s: words and time',
  async (how) => {
    const fresh = inhabitant(8)
    const causes = {
      absent: INGEN,
      shielded: people().find(({ skydd }) => skydd !== 'ingen')?.personnummer ?? '',
      shieldedJustNow: fresh.personnummer,
      onlyInvoices: onlyInvoices(people()).personnummer,
    }
    simulators.andra({ slag: 'satt-skydd', personnummer: fresh.personnummer, skydd: 'skyddad-folkbokforing' })
    if (how !== 'well') simulators.fel({ peer: 'paraplyet', fel: 'sen', stadsdel: 'bromma' })
    const silent = how === 'well' ? [] : ['paraplyet bromma']
    const answers = new Map<string, string>()
    const times: number[] = []
    for (const [cause, personnummer] of Object.entries(causes)) {
      const { svar, ms } = await direktWith(silent, personnummer, 'kontakt-handlaggare')
      answers.set(cause, neutral(svar))
      expect(ms).toBeGreaterThan(FRIST - 5)
      times.push(ms)
    }
    expect(times.sort((a, b) => a - b)[1]).toBeLessThan(FRIST + PUST)
    for (const answer of answers.values()) expect(answer).toBe(answers.get('absent'))
    simulators.andra({ slag: 'satt-skydd', personnummer: fresh.personnummer, skydd: 'ingen' })
    await installation.insyn('synk', '--stadsdel', STADSDEL)
  },
)

test('an invoice number cannot be read live', async () => {
  const answer = await agent.post(hub.adress, {
    ocrNummer: '1234566',
    andamal: 'fakturafraga',
    relation: 'sjalv',
    identifiering: 'bankid',
    aktualitet: 'direkt',
  })
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ kod: 'BEGARAN_OGILTIG', fel: [{ pekare: '/personnummer' }] })
})

test('nobody is named in what the hub has written', () => {
  nobodyOf(people())(hub.output())
})
