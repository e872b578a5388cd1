import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { parse, stringify } from 'yaml'
import { type KafkaCluster, startKafka } from '../simulators/kafka/cluster.ts'
import { hasJava } from '../simulators/kafka/jars.ts'
import type { StartedSimulators } from '../simulators/start-simulators.ts'
import { agent } from './support/api/caller.ts'
import { kafkaOptions } from './support/bus/kafka.ts'
import { campaign, WHOLE } from './support/campaign.ts'
import { expectCase } from './support/case-system/case-truth.ts'
import { caughtUp, settled, sql, sync } from './support/database/mirror-state.ts'
import { type City, type Fault, ILL } from './support/faults/city.ts'
import { faultsOf } from './support/faults/kinds.ts'
import { recordsOf } from './support/hub/exported-log.ts'
import { type HubProcess, install, type Installation } from './support/hub/hub-process.ts'
import { notEmpty } from './support/not-empty.ts'
import { mayMount, moveToSmallDisk, type SmallDisk } from './support/small-disk.ts'
import { startCity, type Truth } from './support/sources/simulated-city.ts'
import { startTlsFront, type TlsFront } from './support/sources/tls-front.ts'
import { expectTruth } from './support/sources/truth.ts'
import { until } from './support/until.ts'

/*
 * Faults of a table, alone and in pairs drawn by a seed, against one installation with its database, bus and case system. While a
 * fault stands the sources change, persons are looked up and everything is read. When it is over: source = mirror = topics = cases,
 * the log verifies, every answer that was given is in it, and nobody had to do anything.
 */
jest.setTimeout(1_200_000)

const COUNT = campaign(100, 150)
const CASES = campaign(4, 12)
const PAIRS = campaign(0, 12)
const SEED = Number(process.env.INSYN_SEED ?? 7)
const password = 'prov'
const MINUTE = 60_000
/** The short form has neither a small disk nor a bus. */
const has = { disk: WHOLE && mayMount, bus: WHOLE && hasJava() }
if (WHOLE && !has.bus && process.env.INSYN_KRAV_KAFKA === '1') throw new Error('the campaign of faults needs Java 17')

let simulators: StartedSimulators
let installation: Installation
let front: TlsFront
let disk: SmallDisk
let bus: KafkaCluster
let hub: HubProcess
let asAgent: Awaited<ReturnType<typeof agent>>
let round = 0
const answered = new Set<string>()
const recovered: Record<string, number> = {}

const city: City = {
  ...{ has, begin, lookUp },
  get simulators() {
    return simulators
  },
  get installation() {
    return installation
  },
  get hub() {
    return hub
  },
  get front() {
    return front
  },
  get disk() {
    return disk
  },
  get bus() {
    return bus
  },
}
const FAULTS = faultsOf(city)
const faultOf = (name: string): Fault => {
  const fault = FAULTS[name]
  if (fault === undefined) throw new Error(`no fault is called ${name}`)
  return fault
}

beforeAll(async () => {
  if (has.bus) bus = await startKafka()
  simulators = await startCity(COUNT, 5, password)
  installation = await install(simulators, password, {
    synk: {
      ...{ fristMs: 3_000, tak: 5_000_000, omforsokMs: [100], volymvakt: { andel: 0.1, minst: 5 } },
      arbetare: campaign(1, 2),
    },
    schema: { fullstandig: '30 2 * * *' },
    ...(has.bus && { kafka: kafkaOptions(bus.brokers) }),
  })
  await putFront()
  if (has.disk) disk = moveToSmallDisk(installation.state, '1g')
  if (has.bus) expect(await installation.insyn('kafka', 'skapa')).toMatchObject({ code: 0 })
  asAgent = await agent(simulators)
  await begin()
  await hub.ready()
  for (const { personnummer } of unprotected().slice(0, CASES))
    await simulators.people.open(personnummer, 'samlad-fraga')
  await settled(installation)
}, 240_000)
afterAll(async () => {
  await hub.stop()
  await front.stop()
  await simulators.stop()
  if (has.disk) disk.remove()
  await installation.remove()
  if (has.bus) await bus.stop()
  if (WHOLE) console.info(`recovered in ms, seed ${SEED}: ${JSON.stringify(recovered)}`)
}, MINUTE)

/** Paraplyet of the one stadsdel is reached by TLS. */
async function putFront(): Promise<void> {
  front = await startTlsFront(`${simulators.base}/paraplyet/${ILL}`)
  const file = join(dirname(installation.state), 'config/demo.yaml')
  const settings = parse(await readFile(file, 'utf8')) as { paraplyet: Record<string, object> }
  const { url, ca } = front
  const paraplyet = { ...settings.paraplyet, [ILL]: { ...settings.paraplyet[ILL], url, ca } }
  await writeFile(file, stringify({ ...settings, paraplyet }))
}

async function begin(more?: Readonly<Record<string, string>>): Promise<void> {
  hub = await installation.start(more)
  await simulators.people.begin({ hubb: hub.adress, oppna: 0 })
}

const unprotected = () =>
  Array.from({ length: COUNT }, (_, index) => simulators.truthAt(index)).filter(
    ({ skydd, stadsdelar }) => skydd === 'ingen' && ILL in stadsdelar,
  )

/** What persons and sources do meanwhile; a lookup may fail, and one that was answered must be in the log. */
async function live(): Promise<void> {
  simulators.change({ slag: 'storm', stadsdel: ILL, antal: 5, round: ++round })
  for (const person of unprotected().slice(0, 3)) await answer(asAgent, person).catch(() => undefined)
}

async function lookUp(signedIn: Date): Promise<void> {
  const caller = await agent(simulators, signedIn)
  for (const person of unprotected().slice(0, 3)) await answer(caller, person)
}

async function answer(caller: Awaited<ReturnType<typeof agent>>, { personnummer }: Truth): Promise<void> {
  const { uppslagId } = await caller.uppslag(hub.adress, { personnummer })
  answered.add(String(uppslagId))
}

async function expectAllWell(name: string): Promise<void> {
  const from = performance.now()
  const ready = () =>
    fetch(`${hub.adress}/health/ready`).then(
      ({ status }) => status === 200,
      () => false,
    )
  await until(ready, 2 * MINUTE)
  // What the hub makes up for by itself may hold a scope.
  await until(async () => (await sync(installation)).code === 0, 2 * MINUTE)
  await (has.bus ? caughtUp : settled)(installation)
  recovered[name] = Math.round(performance.now() - from)
  for (const truth of unprotected().slice(0, 20))
    expectTruth(
      await asAgent.uppslag(hub.adress, { personnummer: truth.personnummer }),
      simulators.truth(truth.personnummer) ?? truth,
    )
  const open = simulators.arenden.open(500).map(({ arendeId }) => arendeId)
  for (const arendeId of notEmpty(open)) expectCase(simulators, arendeId)
  const { code, output } = await installation.insyn('avstamning', '--av', 'prov')
  expect([name, code, output]).toEqual([name, 0, expect.anything()])
}

async function run(name: string, faults: readonly Fault[]): Promise<void> {
  const begun: Fault[] = []
  try {
    for (const fault of faults) {
      begun.unshift(fault)
      await fault.begin()
    }
    await live()
    // Beside the hub, as an operator does; it may fail, and then it takes nothing away.
    await installation.insyn('synk', '--stadsdel', ILL)
    await live()
    if (faults.length === 1) await faults[0]?.meanwhile?.()
  } finally {
    for (const fault of begun) await fault.end()
  }
  await expectAllWell(name)
}

/** Numbers between 0 and 1, the same for one seed (mulberry32). */
function* random(seed: number): Generator<number, never> {
  for (let state = seed >>> 0; ;) {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    yield ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** What only one fault at a time can have: a switch of the simulators, the bus, or the hub with its own database and disk. */
function takes(name: string): string {
  const [first = ''] = name.split(' ')
  return ['paraplyet', 'agresso', 'case', 'bus'].includes(first) ? first : 'hub'
}

function pairs(): readonly (readonly [string, string])[] {
  const numbers = random(SEED)
  const names = Object.keys(FAULTS)
  const pick = (): string => names[Math.floor(numbers.next().value * names.length)] ?? ''
  const drawn: (readonly [string, string])[] = []
  while (drawn.length < PAIRS) {
    const [one, other] = [pick(), pick()]
    if (takes(one) !== takes(other)) drawn.push([one, other])
  }
  return drawn
}

test.each(
  campaign(['agresso avhugget-efter-rad', 'case system away', 'database connections killed'], Object.keys(FAULTS)),
)('%s costs nothing once it is over', (name) => run(name, [faultOf(name)]), 8 * MINUTE)

if (PAIRS > 0)
  test.each(pairs())(
    '%s together with %s costs nothing once both are over',
    (one, other) => run(`${one} + ${other}`, [one, other].map(faultOf)),
    12 * MINUTE,
  )

test(
  'every answer that was given is in a log, and every log verifies',
  async () => {
    const grown = 'select array_agg(logg) as logs from log_head where size > 0'
    const [all] = await sql<{ logs: string[] }>(installation, grown, [])
    const logged = new Set<string>()
    for (const log of campaign([ILL], all?.logs ?? []))
      for (const { handelseId } of await recordsOf(installation, log)) logged.add(handelseId)
    expect(answered.size).toBeGreaterThan(0)
    expect([...answered].filter((id) => !logged.has(id))).toEqual([])
  },
  4 * MINUTE,
)
