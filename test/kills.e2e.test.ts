import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { StartedSimulators } from '../simulators/start-simulators.ts'
import { agent } from './support/api/caller.ts'
import { campaign } from './support/campaign.ts'
import { untilRows } from './support/database/mirror-state.ts'
import { recordsOf } from './support/hub/exported-log.ts'
import { type HubProcess, install, type Installation } from './support/hub/hub-process.ts'
import { notEmpty } from './support/not-empty.ts'
import { startCity } from './support/sources/simulated-city.ts'
import { expectTruth } from './support/sources/truth.ts'
import { until } from './support/until.ts'

const COUNT = campaign(150, 400)
const KILLS = campaign(2, 50)
const CASES = 12
const password = 'prov'
let simulators: StartedSimulators
let installation: Installation
let asAgent: Awaited<ReturnType<typeof agent>>
const answered: string[] = []

beforeAll(async () => {
  simulators = await startCity(COUNT, 11, password)
  installation = await install(simulators, password, { synk: { arbetare: campaign(1, 2) } })
  asAgent = await agent(simulators)
}, 480_000)
afterAll(async () => {
  await simulators.stop()
  await installation.remove()
}, 60_000)

/** Remembers every state the mirror ever committed and every message that announced one. */
const WITNESS = `
  create table prov_tillstand (uppgift_ref text, version bigint, digest bytea);
  create table test_messages (uppgift_ref text, version bigint, gone boolean);
  create function prov_tillstand() returns trigger language plpgsql as
    $$ begin insert into prov_tillstand values (new.uppgift_ref, new.version, new.digest); return null; end $$;
  create function test_messages() returns trigger language plpgsql as
    $$ begin insert into test_messages values (new.uppgift_ref, new.version, new.gone); return null; end $$;
  create trigger prov_tillstand after insert or update on uppgift for each row execute function prov_tillstand();
  create trigger test_messages after insert on outbox for each row execute function test_messages();`

/** As if a night passed between any two starts: each reads everything again. */
const A_NIGHT_PASSES = `
  update sync_run set start = start - interval '2 days';
  create function test_long_ago() returns trigger language plpgsql as
    $$ begin new.start := new.start - interval '2 days'; return new; end $$;
  create trigger test_long_ago before insert on sync_run for each row execute function test_long_ago();`

async function sql<R extends object>(text: string): Promise<R[]> {
  const database = installation.database()
  try {
    return (await database.query<R>(text)).rows
  } finally {
    await database.end()
  }
}

async function lookUpUntilKilled(hub: HubProcess, stopped: () => boolean): Promise<void> {
  for (let n = 0; !stopped(); n++) {
    const { personnummer } = simulators.truthAt((n * 37) % COUNT)
    const answer = await asAgent.uppslag(hub.adress, { personnummer }).catch(() => undefined)
    // What came through whole must be in the log; what broke off was never an answer.
    if (answer !== undefined) answered.push(String(answer.uppslagId))
  }
}

test(`${KILLS} kills at random moments of sync and lookups lose nothing, double nothing and leave no answer unlogged`, async () => {
  for (const peer of ['paraplyet', 'agresso'] as const) simulators.fault({ peer, fel: 'nere' })
  const first = await installation.start()
  await first.stop()
  await installation.insyn('synk', '--stadsdel', 'bromma')
  const keeper = await installation.start()
  await sql(WITNESS + A_NIGHT_PASSES)
  await keeper.kill()
  simulators.noErrors()
  const people = Array.from({ length: COUNT }, (_, index) => simulators.truthAt(index))
  for (const { personnummer } of people.filter(({ skydd }) => skydd === 'ingen').slice(0, CASES))
    await simulators.people.open(personnummer, 'utforarfraga')

  const stadsdelar = [...new Set(people.flatMap(({ stadsdelar: held }) => Object.keys(held)))]
  for (let round = 0; round < KILLS; round++) {
    const stadsdel = stadsdelar[round % stadsdelar.length] ?? ''
    simulators.change({ slag: 'storm', stadsdel, antal: 10, round: round })
    const hub = await installation.start()
    let killed = false
    const before = answered.length
    const lookups = [1, 2, 3].map(() => lookUpUntilKilled(hub, () => killed))
    await delay(Math.random() * 1_200)
    // Every other kill comes after answers, however slow the machine.
    if (round % 2 === 0) await until(() => answered.length > before + 1)
    killed = true
    await hub.kill()
    await Promise.all(lookups)
    // It went on until it was killed: nothing made it end by itself.
    expect(hub.output()).not.toMatch(/^insyn:/m)
  }

  const hub = await installation.start()
  await hub.ready()
  await sql('drop trigger test_long_ago on sync_run')
  await settled()
  expect(answered.length).toBeGreaterThan(KILLS / 2)

  for (const truth of people.filter(({ skydd }) => skydd === 'ingen'))
    expectTruth(
      await asAgent.uppslag(hub.adress, { personnummer: truth.personnummer }),
      simulators.truth(truth.personnummer) ?? truth,
    )

  await expectOnceEach()
  await expectCasesToHoldTheMirror()
  await expectLogged()
  expect(await hub.stop()).toBe(0)
}, 2_400_000)

/** Until the outbox is empty and every case holds what it should. */
async function settled(): Promise<void> {
  const [row] = await untilRows<{ count: number }>(
    installation,
    `select (select count(*) from outbox) + (select count(*) from delivery where status <> 'levererad') as count`,
    ([one]) => one?.count === 0,
  )
  if (row?.count !== 0) throw new Error('the open cases were not brought up to date')
}

async function expectOnceEach(): Promise<void> {
  const messages = await sql<{ uppgift_ref: string; version: number; gone: boolean }>('select * from test_messages')
  expect(messages.some(({ gone }) => gone)).toBe(false)
  const unannounced = await sql(
    `select * from prov_tillstand full join test_messages using (uppgift_ref, version)
      where prov_tillstand.digest is null or test_messages.gone is null`,
  )
  expect(unannounced).toEqual([])
  expect(new Set(messages.map(({ uppgift_ref, version }) => `${uppgift_ref}/${version}`)).size).toBe(messages.length)
  const repeated = await sql(
    `select * from (select digest, lag(digest) over (partition by uppgift_ref order by version) as fore from prov_tillstand) s
      where digest = fore`,
  )
  expect(repeated).toEqual([])
}

async function expectCasesToHoldTheMirror(): Promise<void> {
  const mirror = new Map(
    (await sql<{ uppgift_ref: string; version: number }>('select uppgift_ref, version from uppgift')).map((row) => [
      row.uppgift_ref,
      row.version,
    ]),
  )
  const deliveries = await sql<{ uppgift_ref: string; delivered: number }>(
    `select uppgift_ref, delivered from delivery join uppgift using (uppgift_ref) where uppgift.mangd = 'utforare'`,
  )
  expect(deliveries.length).toBeGreaterThan(CASES / 2)
  for (const { uppgift_ref, delivered } of deliveries) expect(delivered).toBe(mirror.get(uppgift_ref))
  const held = simulators.arenden.open(CASES).flatMap(({ arendeId }) => simulators.arenden.mirrorings(arendeId))
  for (const { uppgiftRef, version } of notEmpty(held)) expect(version).toBe(mirror.get(uppgiftRef))
}

async function expectLogged(): Promise<void> {
  const events = new Set<string>()
  for (const { logg: log } of await sql<{ logg: string }>('select logg from log_head')) {
    for (const { handelseId } of await recordsOf(installation, log)) events.add(handelseId)
  }
  expect(answered.filter((id) => !events.has(id))).toEqual([])
}
