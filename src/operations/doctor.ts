import type pg from 'pg'
import type { Kafkaval } from '../adapters/kafka/connection.ts'
import { pagaendePauser } from '../cases/delivery-tools.ts'
import type { KopplatArendesystem } from '../hub/case-system.ts'
import { amnesdrift } from './bus-tools.ts'

/** One thing that must hold for the hub to do its work; `brister` says what does not, and what to do. */
export interface Granskning {
  readonly namn: string
  readonly brister: readonly string[]
}

export interface GranskningParts {
  readonly pool: pg.Pool
  readonly kafka: Kafkaval | undefined
  readonly arendesystem: Pick<KopplatArendesystem, 'brister' | 'oppnaArenden'>
}

/** Looks at everything the hub leans on, and changes nothing. What cannot be looked at is a shortcoming too. */
export async function granska({ pool, kafka, arendesystem }: GranskningParts): Promise<readonly Granskning[]> {
  const looks: Record<string, () => Promise<readonly string[]>> = {
    database: () => databasens(pool),
    bus: async () => (kafka === undefined ? [] : bussens(kafka)),
    'case system': () => arendesystemets(arendesystem),
    'set aside': () => undanlagda(pool),
  }
  return Promise.all(
    Object.entries(looks).map(async ([namn, look]) => ({
      namn,
      brister: await look().catch((error: unknown) => [error instanceof Error ? error.message : 'cannot be looked at']),
    })),
  )
}

/** Without these a power loss takes back what was answered. */
const DURABLE = {
  fsync: ['on'],
  full_page_writes: ['on'],
  synchronous_commit: ['on', 'remote_apply', 'remote_write'],
} as const

async function databasens(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: keyof typeof DURABLE; setting: string }>(
    'select name, setting from pg_settings where name = any($1)',
    [Object.keys(DURABLE)],
  )
  return rows
    .filter(({ name, setting }) => !DURABLE[name].some((one) => one === setting))
    .map(({ name, setting }) => `${name} is ${setting}: set it to ${DURABLE[name][0]}`)
}

async function bussens(kafka: Kafkaval): Promise<string[]> {
  return (await amnesdrift(kafka)).map(({ amne, vad, ar, ska }) =>
    ar === ''
      ? `${amne} ${vad === 'topic' ? 'is missing: run insyn kafka skapa' : `has no ${vad}: should be ${ska}`}`
      : `${amne} has ${vad} ${ar}: should be ${ska}`,
  )
}

const ANSWER_MS = 10_000

async function arendesystemets(arendesystem: GranskningParts['arendesystem']): Promise<readonly string[]> {
  const signal = AbortSignal.timeout(ANSWER_MS)
  const brister = await arendesystem.brister(signal)
  // What is missing may be why it does not list its cases, and is what can be acted on.
  if (brister.length === 0) await arendesystem.oppnaArenden(signal)[Symbol.asyncIterator]().next()
  return brister
}

async function undanlagda(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ vad: string; antal: number }>(
    `select 'messages that the bus refuses: insyn kafka spela-om --parkerade when it no longer will' as vad, count(*) as antal
       from parkerat_meddelande
     union all select 'records of the bus that are no messages of ours', count(*) from avvisat_meddelande
     union all select 'deliveries that the case system refuses: insyn leverans lista --status parkerad', count(*) from leverans where status = 'parkerad'`,
  )
  return [
    ...rows.filter(({ antal }) => antal > 0).map(({ vad, antal }) => `${antal} ${vad}`),
    ...(await pagaendePauser(pool)).map(
      ({ mal, sedan }) => `deliveries to ${mal} are paused since ${sedan.toISOString()}: insyn leverans ateruppta`,
    ),
  ]
}
