import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { parse, stringify } from 'yaml'
import type { StartedSimulators } from '../simulators/start-simulators.ts'
import type { agent } from './support/api/caller.ts'
import { describeKafka, kafkaOptions } from './support/bus/kafka.ts'
import { campaign } from './support/campaign.ts'
import { caughtUp, sql } from './support/database/mirror-state.ts'
import { exportedLog } from './support/hub/exported-log.ts'
import type { HubProcess, Installation } from './support/hub/hub-process.ts'
import { type ForTwoHubs, installForTwo, startBoth, untilReady } from './support/hub/two-hubs.ts'
import { until } from './support/until.ts'

/*
 * Two hubs, of which one is in the middle of something when it ends. It is caught there by its own next statement, which waits for a
 * table that the test has locked. The other goes on, nothing is lost and nothing is done twice.
 */
jest.setTimeout(360_000)
const LONG_MS = 120_000
const CHANGED = 'bromma'
const WAYS = ['stopped', 'killed', 'frozen'] as const
type How = (typeof WAYS)[number]
/** The stadsdel whose avtal ends while a hub ends so. */
const ENDED: Readonly<Record<How, string>> = { stopped: 'sodermalm', killed: 'farsta', frozen: 'skarpnack' }

let shared: ForTwoHubs
let simulators: StartedSimulators
let installation: Installation
let hubs: readonly HubProcess[]
let asAgent: Awaited<ReturnType<typeof agent>>
let round = 0
/** Hubs that have been started and may not serve yet. */
let starting: readonly Promise<HubProcess>[] = []

interface Work {
  /** Whose statements wait: those that read this table, or those on which a trigger reads the test's own. */
  readonly waitsFor: { readonly table: string } | { readonly trigger: string }
  cause(how: How): Promise<unknown> | void
  isDone(how: How): Promise<boolean>
}

const WORKS = {
  // The case system has it already, and the hub has not noted it.
  'a write into a case': {
    waitsFor: { trigger: 'before update of delivered on delivery' },
    cause: change,
    isDone: nothingWaits,
  },
  // The bus has it already, and it stands in the outbox.
  'a batch for the bus': {
    waitsFor: { trigger: 'before delete on outbox' },
    cause: change,
    isDone: nothingWaits,
  },
  // The records that it is to sign are being read.
  'a checkpoint of a log': {
    waitsFor: { table: 'log_gap' },
    cause: () => asAgent.uppslag(hubs[0]?.adress ?? '', { personnummer: simulators.truthAt(0).personnummer }),
    isDone: async () => {
      const heads = await sql<{ logg: string; size: number }>(installation, 'select logg, size from log_head')
      const signed = await Promise.all(heads.map(({ logg }) => signedSize(logg)))
      return heads.every(({ size }, place) => size === signed[place])
    },
  },
  // The keys have gone, and the mirror still has rows.
  'the end of an avtal': {
    waitsFor: { trigger: 'before delete on uppgift' },
    async cause(how) {
      for (const hub of hubs) await hub.stop()
      const file = join(dirname(installation.state), `config/avtal/${ENDED[how]}.yaml`)
      const yesterday = new Date(Date.now() - 24 * 60 * 60_000).toISOString().slice(0, 10)
      await writeFile(file, stringify({ ...(parse(await readFile(file, 'utf8')) as object), giltigTill: yesterday }))
      starting = [installation.start(), installation.start()]
      for (const one of starting) one.catch(() => undefined)
    },
    isDone: async (how) =>
      (await sql(installation, 'select from avtal_ending where stadsdel = $1 and done is not null', [ENDED[how]]))
        .length === 1,
  },
} as const satisfies Record<string, Work>

async function change(): Promise<void> {
  simulators.change({ slag: 'storm', stadsdel: CHANGED, antal: 30, round: ++round })
  expect(await installation.insyn('synk', '--stadsdel', CHANGED)).toMatchObject({ code: 0 })
}

async function nothingWaits(): Promise<boolean> {
  const rows = await sql(
    installation,
    `select from outbox union all select from delivery join uppgift using (uppgift_ref)
      where delivery.status <> 'levererad' or greatest(wanted, delivered) < version`,
  )
  return rows.length === 0
}

/** Of the newest checkpoint in the state folder. */
async function signedSize(log: string): Promise<number> {
  const text = await readFile(join(installation.state, 'logg', `${log}.checkpoints`), 'utf8').catch(() => '')
  const line = text.trimEnd().split('\n').at(-1) ?? ''
  const { checkpoint } = (line === '' ? { checkpoint: '' } : JSON.parse(line)) as { checkpoint: string }
  return Number(checkpoint.split('\n')[1])
}

/** Statements of hubs wait until it is opened. */
async function shutGate(waitsFor: Work['waitsFor']) {
  const table = 'table' in waitsFor ? waitsFor.table : 'test_gate'
  if ('trigger' in waitsFor)
    await sql(
      installation,
      `create table if not exists test_gate ();
       create or replace function test_gate() returns trigger language plpgsql as
         $$ begin perform from test_gate; return null; end $$;
       create trigger test_gate ${waitsFor.trigger} for each statement execute function test_gate()`,
    )
  const pool = installation.database()
  const holder = await pool.connect()
  await holder.query(`begin; lock table ${table} in access exclusive mode`)
  return {
    /** The process of the hub that waits there. */
    async waiting(): Promise<number | undefined> {
      const rows = await sql<{ pid: number }>(
        installation,
        `select substr(application_name, 7)::int as pid from pg_locks join pg_stat_activity using (pid)
          where relation = $1::regclass and not granted and application_name ~ '^insyn-[0-9]+$'`,
        [table],
      )
      return rows[0]?.pid
    },
    async open(): Promise<void> {
      await holder.query('commit')
      holder.release()
      await pool.end()
      const on = 'trigger' in waitsFor ? (/ on (\w+)$/.exec(waitsFor.trigger)?.[1] ?? '') : ''
      if (on !== '') await sql(installation, `drop trigger test_gate on ${on}`)
    },
  }
}

async function whoWaits(gate: Awaited<ReturnType<typeof shutGate>>): Promise<number> {
  let pid: number | undefined
  await until(async () => (pid = await gate.waiting()) !== undefined, LONG_MS)
  return pid ?? 0
}

const END_SESSIONS = 'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1'
const SIGNAL = { stopped: 'SIGTERM', killed: 'SIGKILL', frozen: 'SIGSTOP' } as const

/** Both serve again, whatever became of the one. */
async function twoAgain(pid: number, how: How): Promise<void> {
  if (how === 'frozen') process.kill(pid, 'SIGCONT')
  const one = hubs.find((hub) => hub.pid === pid)
  if (how === 'stopped') expect(await one?.stop()).toBe(starting.length > 0 ? undefined : 0)
  if (how === 'killed') await one?.kill()
  const begun = (await Promise.allSettled(starting)).flatMap((start) =>
    start.status === 'fulfilled' ? [start.value] : [],
  )
  hubs = (starting.length > 0 ? begun : hubs).filter((hub) => how === 'frozen' || hub.pid !== pid)
  while (hubs.length < 2) hubs = [...hubs, await installation.start()]
  starting = []
  await untilReady(hubs, LONG_MS)
}

describeKafka('a hub that ends in the middle of its work', () => {
  beforeAll(async () => {
    shared = await installForTwo({ kafka: kafkaOptions() })
    ;({ simulators, installation } = shared)
    expect(await installation.insyn('kafka', 'skapa')).toMatchObject({ code: 0 })
    ;({ hubs, asAgent } = await startBoth(shared, () => installation.start(), CHANGED))
    await caughtUp(installation)
  })
  afterAll(async () => {
    for (const hub of hubs) await hub.kill()
    await shared.remove()
  })

  const cases = (Object.keys(WORKS) as (keyof typeof WORKS)[]).flatMap((work) =>
    WAYS.map((how) => [how, work] as const),
  )
  test.each(campaign([['killed', 'a write into a case'] as const], cases))(
    '%s in %s: the other hub goes on',
    async (how, name) => {
      const work: Work = WORKS[name]
      const gate = await shutGate(work.waitsFor)
      const caused = work.cause(how)
      const pid = await whoWaits(gate)
      const begun = performance.now()
      process.kill(pid, SIGNAL[how])
      // What a killed hub has asked for is not carried out after it.
      if (how === 'killed') await sql(installation, END_SESSIONS, [`insyn-${pid}`])
      await gate.open()
      await until(() => work.isDone(how), LONG_MS)
      console.info(`${how} in ${name}: done after ${((performance.now() - begun) / 1000).toFixed(1)} s`)
      await caused
      await twoAgain(pid, how)

      await caughtUp(installation)
      const { code, output } = await installation.insyn('avstamning', '--av', 'prov')
      expect([code, output]).toEqual([0, expect.any(String)])
      expect((await exportedLog(installation, CHANGED)).length).toBeGreaterThan(0)
    },
  )
})
