import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { type JournalRow, readJournal, replayJournal } from '../simulators/case-system/journal.ts'
import { type KafkaCluster, startKafka } from '../simulators/kafka/cluster.ts'
import type { StartedSimulators } from '../simulators/start-simulators.ts'
import type { KafkaOptions } from '../src/config/kafka-options.ts'
import { type Report, SIDES } from '../src/operations/reconciliation/report.ts'
import { agent } from './support/api/caller.ts'
import { describeClusters, kafkaOptions } from './support/bus/kafka.ts'
import { present, readTopics } from './support/bus/topics.ts'
import { campaign } from './support/campaign.ts'
import { writeInWords } from './support/case-system/case-calls.ts'
import { type CaseSystemHandle, startCaseSystem } from './support/case-system/case-system-process.ts'
import { expectCase, expectRegistered } from './support/case-system/case-truth.ts'
import { caughtUp, mirrored, settled, sql } from './support/database/mirror-state.ts'
import { recordsOf } from './support/hub/exported-log.ts'
import { type HubProcess, install, type Installation } from './support/hub/hub-process.ts'
import { startCity } from './support/sources/simulated-city.ts'
import { expectTruth } from './support/sources/truth.ts'

jest.setTimeout(2_400_000)

const COUNT = campaign(120, 2_000)
const CASES = campaign(6, 30)
const KILLS = campaign(1, 15)
const BROKERS = campaign(1, 3)
const CHANGES = campaign(60, 20_000)
const password = 'prov'

describeClusters('kills of hub, brokers and case system in a storm of changes', () => {
  let cluster: KafkaCluster
  let kafka: KafkaOptions
  let simulators: StartedSimulators
  let installation: Installation
  let caseSystem: CaseSystemHandle
  let folder: string
  let journal: string
  const hubs: HubProcess[] = []
  let stadsdelar: readonly string[]

  beforeAll(async () => {
    cluster = await startKafka({ brokers: BROKERS })
    const topics = { partitioner: 6, replikering: BROKERS, minInsync: Math.min(BROKERS, 2), loggDygn: 1 }
    kafka = { ...kafkaOptions(cluster.brokers), amnen: topics }
    simulators = await startCity(COUNT, 17, password)
    folder = await mkdtemp(join(tmpdir(), 'insyn-e2e-'))
    journal = join(folder, 'journal')
    caseSystem = await startCaseSystem({ token: password, utfardare: `${simulators.base}/utfardare`, journal })
    stadsdelar = [...new Set(people().flatMap((person) => Object.keys(person.stadsdelar)))]
    const arendesystem = { url: `${caseSystem.base}/arendesystem`, token: password }
    installation = await install(simulators, password, {
      ...{ kafka, arendesystem },
      synk: { arbetare: campaign(1, 2) },
    })
    expect(await installation.insyn('kafka', 'skapa')).toMatchObject({ code: 0 })
  })
  afterAll(async () => {
    await Promise.all([...hubs, caseSystem].map((one) => one.kill()))
    await rm(folder, { recursive: true })
    await simulators.stop()
    await installation.remove()
    await cluster.stop()
  })

  async function startHub(): Promise<HubProcess> {
    const hub = await installation.start()
    hubs.push(hub)
    return hub
  }

  async function request(path: string, body: object): Promise<void> {
    const headers = { 'content-type': 'application/json' }
    const { ok, status } = await fetch(caseSystem.base + path, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!ok) throw new Error(`${path} answered ${status}`)
  }

  const people = () => Array.from({ length: COUNT }, (_, index) => simulators.truthAt(index))
  const changes = async () =>
    (
      await sql<{ count: number }>(
        installation,
        'select coalesce(sum(added + changed + gone), 0)::bigint as count from sync_run',
      )
    )[0]?.count ?? 0

  /** Every district changes all of its people at once, and what a start reads is everything, as if a night had passed. */
  async function storm(round: number): Promise<void> {
    for (const stadsdel of stadsdelar) simulators.change({ slag: 'storm', stadsdel, antal: COUNT, round })
    await sql(installation, `update sync_run set start = start - interval '2 days'`)
  }

  /**
   * Kills the hub, a broker and the case system in the middle of their work: also after it is done, before it is answered.
   * `usual`: what a start needs on this machine to have read everything, in milliseconds.
   */
  async function strike(hub: HubProcess, { round, usual }: { round: number; usual: number }): Promise<void> {
    const pause = (most: number) => delay(Math.random() * most)
    const broker = round % BROKERS
    await Promise.all([
      Promise.race([pause(usual), hub.ready().then(() => pause(1_000))]).then(() => hub.kill()),
      pause(usual)
        .then(() => cluster.kill(broker))
        .then(() => pause(1_500))
        .then(() => cluster.restart(broker)),
      pause(usual)
        .then(() => caseSystem.kill())
        .then(() => pause(1_500))
        .then(() => caseSystem.restart()),
    ])
  }

  test('leave source, mirror, topics and open cases the same, in order, and every disclosure logged', async () => {
    const from = performance.now()
    const first = await startHub()
    await first.ready()
    const usual = performance.now() - from
    await request('/styrning/manniskor', { hubb: first.adress, oppna: 0 })
    const known = people().filter(({ skydd, stadsdelar: held }) => skydd === 'ingen' && Object.keys(held).length > 0)
    for (const { personnummer } of known.slice(0, CASES))
      await request('/styrning/arenden', { personnummer, andamal: 'samlad-fraga' })
    await first.kill()

    const before = await changes()
    for (let round = 1; round <= KILLS || (await changes()) < before + CHANGES; round++) {
      await storm(round)
      const hub = await startHub()
      // What is missing to the changes after the kills comes of reads that are let come to their end.
      await (round <= KILLS ? strike(hub, { round, usual }) : hub.ready())
      await hub.kill()
      expect(hub.output()).not.toMatch(/^insyn:/m)
    }

    await sql(installation, `update sync_run set start = start - interval '2 days'`)
    const hub = await startHub()
    await hub.ready()
    await settled(installation)

    const asAgent = await agent(simulators)
    for (const { personnummer } of known.slice(0, 300)) {
      const truth = simulators.truth(personnummer)
      if (truth !== undefined) expectTruth(await asAgent.uppslag(hub.adress, { personnummer }), truth)
    }
    const read = await readTopics(kafka)
    expect(present(read)).toEqual(await mirrored(installation))
    const newest = new Map<string, number>()
    for (const { nyckel, headers } of read) {
      const version = Number(headers.ce_version)
      if (version < (newest.get(nyckel) ?? 0)) throw new Error(`${nyckel} came out of order`)
      newest.set(nyckel, version)
    }
    await caughtUp(installation)
    const done = readJournal(journal)
    const arenden = replayJournal(done)
    const open = arenden.open(CASES)
    expect(open).toHaveLength(CASES)
    const city = { ...simulators, arenden }
    for (const { arendeId } of open) {
      expectCase(city, arendeId)
      expectRegistered(city, arendeId)
    }
    await expectEqual()
    await expectLogged(done)
    expect(await hub.stop()).toBe(0)
  })

  /** Source, mirror, topics and cases by content, as the command finds them: it reads and opens all of each. */
  async function expectEqual(): Promise<void> {
    const { code, output } = await installation.insyn('avstamning', '--av', 'prov', '--json')
    const { comparisons, deviations, obstacle } = JSON.parse(output.split('\n')[0] ?? '') as Report
    expect({ code, deviations, obstacle }).toEqual({ code: 0, deviations: [], obstacle: [] })
    for (const { their, mirror } of comparisons) expect(their).toEqual(mirror)
    for (const page of SIDES) expect(comparisons.map((one) => one.side)).toContain(page)
  }

  /** Each write that the case system got has its record; a record may stand alone, since it comes first. */
  async function expectLogged(done: readonly JournalRow[]): Promise<void> {
    const recorded = new Map<string, number>()
    for (const log of stadsdelar) {
      for (const { handelse, arende, visat } of await recordsOf(installation, log)) {
        const [shown] = visat
        if (handelse !== 'spegling' || shown === undefined) continue
        const write = [arende, log, shown.mangd, ...shown.falt.toSorted()].join(' ')
        recorded.set(write, (recorded.get(write) ?? 0) + 1)
      }
    }
    const written = new Map<string, number>()
    for (const [what, ...argument] of done) {
      if (what !== 'write') continue
      const write = writeInWords(...(argument as Parameters<typeof writeInWords>))
      written.set(write, (written.get(write) ?? 0) + 1)
    }
    expect(written.size).toBeGreaterThan(CASES)
    const unlogged = [...written].filter(([write, count]) => count > (recorded.get(write) ?? 0))
    expect(unlogged).toEqual([])
  }
})
