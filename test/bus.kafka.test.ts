import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { compactDecrypt, importJWK, type JWK } from 'jose'
import type { StartedSimulators } from '../simulators/start-simulators.ts'
import { connectKafka } from '../src/adapters/kafka/connection.ts'
import { createPublisher } from '../src/adapters/kafka/publisher.ts'
import { uppgiftTopic } from '../src/bus/topics.ts'
import { INFORMATIONSMANGDER } from '../src/informationsmangd.ts'
import type { Report } from '../src/operations/reconciliation/report.ts'
import { BROKER_DATA, dumpBroker } from './support/bus/broker-dump.ts'
import { describeKafka, kafkaOptions } from './support/bus/kafka.ts'
import { present, readTopics } from './support/bus/topics.ts'
import { expectCase } from './support/case-system/case-truth.ts'
import { mirrored, settled, sql, sync } from './support/database/mirror-state.ts'
import { type HubProcess, install, type Installation } from './support/hub/hub-process.ts'
import { metricsOf } from './support/hub/metrics.ts'
import { createScanner } from './support/hub/scan.ts'
import { startCity } from './support/sources/simulated-city.ts'

jest.setTimeout(180_000)

const COUNT = 60
const CASES = 6
const password = 'prov'

describeKafka('a hub with a bus', () => {
  const kafka = kafkaOptions()
  let simulators: StartedSimulators
  let installation: Installation
  let hub: HubProcess

  beforeAll(async () => {
    simulators = await startCity(COUNT, 5, password)
    installation = await install(simulators, password, { kafka })
  })
  afterAll(async () => {
    await hub.stop()
    await simulators.stop()
    await installation.remove()
  })

  const people = () => Array.from({ length: COUNT }, (_, index) => simulators.truthAt(index))
  const cases = () => simulators.arenden.open(CASES).map(({ arendeId }) => arendeId)
  async function expectEverywhereTheSame(): Promise<void> {
    await settled(installation)
    expect(cases()).toHaveLength(CASES)
    expect(present(await readTopics(kafka))).toEqual(await mirrored(installation))
    for (const arendeId of cases()) expectCase(simulators, arendeId)
  }

  test('topics are made by a command, and what is wrong with them is told by another', async () => {
    const { code: unwell, output: missing } = await installation.insyn('doctor')
    expect([unwell, missing]).toEqual([1, expect.stringContaining('insyn kafka skapa')])
    const { code, output } = await installation.insyn('kafka', 'skapa')
    expect([code, output.trim().split('\n').length]).toEqual([0, INFORMATIONSMANGDER.length + 2])
    expect(await installation.insyn('kafka', 'skapa')).toEqual({ code: 0, output: '' })
    const well = await installation.insyn('doctor')
    expect([well.code, well.output]).toEqual([0, expect.stringMatching(/^bus +ok$/m)])
  })

  test('after the first read the topics hold what the mirror does, and so do the open cases', async () => {
    hub = await installation.start()
    await hub.ready()
    await simulators.people.begin({ hubb: hub.adress, oppna: 0 })
    const some = people().filter(({ skydd, stadsdelar }) => skydd === 'ingen' && Object.keys(stadsdelar).length > 0)
    for (const { personnummer } of some.slice(0, CASES)) await simulators.people.open(personnummer, 'samlad-fraga')
    await expectEverywhereTheSame()
    expect((await mirrored(installation)).size).toBeGreaterThan(COUNT)
  })

  test('what changes reaches topics and cases over the bus', async () => {
    const before = await mirrored(installation)
    for (const stadsdel of new Set(people().flatMap(({ stadsdelar }) => Object.keys(stadsdelar))))
      simulators.change({ slag: 'storm', stadsdel, antal: COUNT, round: 1 })
    expect(await sync(installation, '--kalla', 'paraplyet')).toMatchObject({ code: 0 })
    await expectEverywhereTheSame()
    expect(await mirrored(installation)).not.toEqual(before)
    expect(await sql(installation, 'select * from rejected_message')).toEqual([])
  })

  test('a consumer with the key of one kind in one stadsdel reads that, and its handing out is on record', async () => {
    const [row] = await sql<{ uppgift_ref: string; stadsdel: string }>(
      installation,
      `select uppgift_ref, stadsdel from uppgift where mangd = 'beslut' order by version desc limit 1`,
    )
    const { stadsdel = '', uppgift_ref } = row ?? {}
    const asked = ['--stadsdel', stadsdel, '--mangd', 'beslut', '--av', 'eva', '--skal', 'beslutsstöd']
    const { output } = await installation.insyn('kafka', 'nyckel', ...asked)
    const jwk = JSON.parse(output) as JWK
    const newest = (await readTopics(kafka)).findLast(({ nyckel }) => nyckel === uppgift_ref)
    const { plaintext } = await compactDecrypt(newest?.value?.toString() ?? '', await importJWK(jwk))
    const state = JSON.parse(Buffer.from(plaintext).toString()) as { poster: { beslutId: string }[] }
    expect(newest?.topic).toBe(uppgiftTopic(kafka.amnesprefix, 'beslut'))
    const known = people().flatMap(({ stadsdelar }) =>
      (stadsdelar[stadsdel]?.beslut ?? []).map((item) => item.beslutId),
    )
    expect(known).toContain(state.poster[0]?.beslutId)
    const [record] = await sql<{ logg: string; record: string }>(
      installation,
      `select logg, record from access_record where record like '%"handelse":"buss"%' order by tid desc limit 1`,
    )
    expect(record?.logg).toBe(stadsdel)
    expect(record?.record).toContain('beslutsstöd')
    expect(record?.record).not.toContain(jwk.k)
  })

  test('everything is published once more when that is asked for', async () => {
    const before = await mirrored(installation)
    const asked = await installation.insyn(
      'kafka',
      'spela-om',
      '--stadsdel',
      'bromma',
      '--av',
      'eva',
      '--skal',
      'ny konsument',
    )
    expect(asked.code).toBe(0)
    await expectEverywhereTheSame()
    const after = await mirrored(installation)
    const again = [...after].filter(([ref, version]) => version !== before.get(ref)).length
    expect(asked.output).toBe(`${again} uppgifter are published once more\n`)
    expect(again).toBeGreaterThan(0)
    expect([...after.keys()].toSorted()).toEqual([...before.keys()].toSorted())
  })

  test('what others have written into a topic misdirects no case, is found by a reconciliation, and is written over', async () => {
    const look = async (...args: string[]) => {
      await settled(installation)
      const { code, output } = await installation.insyn('avstamning', '--av', 'eva', '--json', ...args)
      return { code, ...(JSON.parse(output.split('\n')[0] ?? '') as Report) }
    }
    const equal = await look()
    expect(equal).toMatchObject({ code: 0, deviations: [], obstacle: [] })
    const inTopics = equal.comparisons.filter(({ side: page }) => page === 'amne')
    expect(inTopics.reduce((sum, { their }) => sum + their.count, 0)).toBe((await mirrored(installation)).size)

    const newest = new Map((await readTopics(kafka)).map((read) => [read.nyckel, read]))
    const held = [...newest.values()].filter(
      ({ value, headers }) => value !== null && headers.ce_type?.includes('.beslut.'),
    )
    const [erased, swapped, elsewhere] = held
    if (erased === undefined || swapped === undefined || elsewhere === undefined) throw new Error('too few messages')
    const surplus = 'CCCCCCCCCCCCCCCCCCCCCA'
    const publisher = createPublisher(connectKafka(kafka))
    const write = async (key: string, value: Buffer | null, headers: Record<string, string | undefined>) => {
      const topic = uppgiftTopic(kafka.amnesprefix, 'beslut')
      const defined = Object.fromEntries(Object.entries(headers).filter(([, text]) => text !== undefined))
      await publisher.send(topic, await publisher.partition(topic, key), [
        { nyckel: key, value, headers: defined as Record<string, string> },
      ])
    }
    await write(erased.nyckel, null, { ...erased.headers, ce_type: 'se.insyn.beslut.borttagen.v1' })
    await write(swapped.nyckel, erased.value, swapped.headers)
    await write(elsewhere.nyckel, elsewhere.value, {
      ...elsewhere.headers,
      ce_source: '/annan/paraplyet/ingenstans',
      ce_version: '9000000000000000',
    })
    await write(surplus, erased.value, erased.headers)
    await publisher.close()

    const differs = await look('--reparera')
    for (const arendeId of cases()) expectCase(simulators, arendeId)
    expect(differs.code).toBe(3)
    expect(differs.deviations.map(({ kind, uppgiftRef }) => `${kind} ${uppgiftRef}`).toSorted()).toEqual(
      [
        `saknas ${erased.nyckel}`,
        `olika ${swapped.nyckel}`,
        `saknas ${elsewhere.nyckel}`,
        `overflodig ${elsewhere.nyckel}`,
        `overflodig ${surplus}`,
      ].toSorted(),
    )
    await expectEverywhereTheSame()
    expect(await look()).toMatchObject({ code: 0, deviations: [], obstacle: [] })
  })

  /** Who of the city, by number or by name, can be read in these texts. */
  function told(texts: readonly string[]): string[] {
    const scanner = createScanner(
      'KANARIE',
      people().map(({ personnummer }) => personnummer),
    )
    const names = people().flatMap(({ stadsdelar }) =>
      Object.values(stadsdelar).flatMap(({ person }) => (person ?? []).flatMap((item) => Object.values(item))),
    )
    // Shorter ones come about by chance in what is encrypted.
    const long = [...new Set(names.map(String))].filter((name) => name.length > 6)
    expect(long.length).toBeGreaterThan(20)
    const numbers = texts.flatMap((text) => scanner.text('a text', text).map(({ what }) => what))
    return [...numbers, ...long.filter((name) => texts.some((text) => text.includes(name)))]
  }

  test('nothing on the bus, nor in the tables on either side of it, tells who it is about', async () => {
    const read = await readTopics(kafka)
    const records = read.map(({ nyckel, value, headers }) =>
      [nyckel, value?.toString(), JSON.stringify(headers)].join('\n'),
    )
    const tables = ['outbox', 'delivery', 'reconciliation', 'dead_letter', 'rejected_message']
    const rows: string[] = []
    for (const table of tables)
      rows.push(
        ...(await sql<{ row: string }>(installation, `select t::text as row from ${table} t`)).map(({ row }) => row),
      )
    const mirror = await sql<{ row: string }>(
      installation,
      `select concat_ws(' ', uppgift_ref, person_ref, stadsdel, source, mangd, encode(sealed, 'escape')) as row from uppgift`,
    )
    expect(mirror.length).toBeGreaterThan(COUNT)
    expect(read.length).toBeGreaterThan(COUNT)
    expect(told([...records, ...rows, ...mirror.map(({ row }) => row)])).toEqual([])
  })

  const onOwnBroker = BROKER_DATA === undefined ? test.skip : test
  onOwnBroker('nor does what lies on the broker’s disk, opened by its own tool and byte for byte', async () => {
    const { records, files } = await dumpBroker(BROKER_DATA ?? '', kafka.amnesprefix)
    const held = [...(await mirrored(installation)).keys()]
    expect(held.filter((ref) => !records.some((line) => line.includes(`key: ${ref}`)))).toEqual([])
    expect(files.length).toBeGreaterThan(20)
    expect(told([...records, ...files])).toEqual([])
    // What is looked for would be found.
    const { personnummer } = simulators.truthAt(0)
    expect(told([`| offset: 1 payload: {"personnummer":"${personnummer}"}`])).toEqual(['personnummer'])
  })

  test('metrics tell how far behind the outbox is', async () => {
    const text = await metricsOf(hub.adress)
    expect(text).toMatch(/^insyn_outbox_rows 0$/m)
    expect(text).toMatch(/^insyn_relay_leader 1$/m)
    expect(Number(/^insyn_relay_messages_total\{outcome="sent"\} (\d+)$/m.exec(text)?.[1])).toBeGreaterThan(COUNT)
  })
})
