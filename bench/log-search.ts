import { loadNow, printMachine, printTable, quantile } from './support/numbers.ts'
import { type Asked, officerOf } from './support/officer.ts'
import { LOGS, searchRecords } from './support/search-records.ts'
import { openLog } from './support/stored-log.ts'

/**
 * The search of an officer who reads every log: first page with counts, from the request to the answer, the durable record of
 * the search in each of twelve logs included. By single criteria with common and with rare values, and by several together.
 */
const RECORDS = process.argv.includes('--full') ? 1_000_000 : 100_000
const ROUNDS = 25

printMachine()
const log = await openLog(LOGS)
const { pool } = log.store

const start = performance.now()
await log.take(Infinity, searchRecords(RECORDS, new Date()))
const seconds = (performance.now() - start) / 1000
await log.settle()
const { rows: sizes } = await pool.query<Record<'records' | 'index' | 'profiles', string>>(
  `select (select pg_size_pretty(sum(pg_total_relation_size(inhrelid))) from pg_inherits
            where inhparent in (select inhrelid from pg_inherits where inhparent = 'access_record'::regclass)) as records,
          pg_size_pretty(pg_total_relation_size('access_index')) as index,
          (select count(*) from access_profile)::text as profiles`,
)
const { records = '', index = '', profiles = '' } = sizes[0] ?? {}
console.log(
  `${RECORDS} records in ${LOGS.length + 1} logs written in ${seconds.toFixed(0)} s; records ${records}, index ${index}, ` +
    `${profiles} profiles`,
)

const ask = officerOf(log)

/** A reference to the person of a record that such a search finds. */
const personOf = async (asked: Asked) => {
  const { traffar } = await ask(asked)
  const personId = traffar.find((hit) => hit.personId !== null)?.personId
  if (typeof personId !== 'string') throw new Error('no record names a person')
  return { personId }
}
const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10)
const { rows: named } = await pool.query<Record<'common' | 'arende' | 'tillstand', string>>(
  `select (select arende from access_index where arende is not null group by 1 order by count(*) desc limit 1) as common,
          (select arende from access_index where arende is not null group by 1 order by count(*), 1 limit 1) as arende,
          (select tillstand from access_index where tillstand is not null limit 1) as tillstand`,
)
const { common = '', arende = '', tillstand = '' } = named[0] ?? {}
const handlaggare = (number: number) => ({ handlaggare: [{ slutanvandare: `handlaggare-${number}` }] })

const SINGLE: readonly (readonly [string, Asked])[] = [
  ['none', {}],
  ['person, one with few', await personOf({ arende: [arende] })],
  ['person, one with many', await personOf({ arende: [common] })],
  ['handläggare, one of many', handlaggare(150)],
  ['handläggare, the busiest', handlaggare(0)],
  ['handläggare: a system', { handlaggare: [{ slutanvandare: 'arendesystem' }] }],
  ['client, common', { klient: ['telefoni'] }],
  ['client, rarer', { klient: ['e-tjanst'] }],
  ['log of one board', { loggar: ['skarpnack'] }],
  ['kind, common', { informationsmangd: ['beslut'] }],
  ['kind, rarer', { informationsmangd: ['faktura'] }],
  ['purpose, common', { andamal: ['samlad-fraga'] }],
  ['purpose, rare', { andamal: ['kofraga'] }],
  ['case, common', { arende: [common] }],
  ['case, rare', { arende: [arende] }],
  ['event, common', { handelse: ['uppslag'] }],
  ['event, rare', { handelse: ['granskning'] }],
  ['outcome, common', { utfall: ['visat'] }],
  ['outcome, rare', { utfall: ['nekat'] }],
  ['cause, common', { orsak: ['traff'] }],
  ['cause, rare', { orsak: ['skyddad'] }],
  ['flag, common', { flagga: ['upprepad'] }],
  ['flag, rare', { flagga: ['undantag'] }],
  ['tillstånd', { tillstand: [tillstand] }],
  ['role, common', { roll: ['aldre-direkt'] }],
  ['period: a month long ago', { franOchMed: day(230), tillOchMed: day(200) }],
  ['period: a day', { franOchMed: day(100), tillOchMed: day(100) }],
]
const COMBINED: readonly (readonly [string, Asked])[] = [
  ['handläggare and purpose', { ...handlaggare(0), andamal: ['kofraga'] }],
  ['handläggare and period', { ...handlaggare(20), franOchMed: day(120), tillOchMed: day(60) }],
  [
    'event, role, kind, period',
    { handelse: ['uppslag'], roll: ['aldre-direkt'], informationsmangd: ['beslut'], franOchMed: day(200) },
  ],
  ['system and event, together never', { handlaggare: [{ slutanvandare: 'arendesystem' }], handelse: ['spegling'] }],
  ['outcome, log, client', { utfall: ['visat'], loggar: ['bromma', 'jarva'], klient: ['konsol', 'e-tjanst'] }],
  ['flag, purpose, log', { flagga: ['upprepad'], andamal: ['fakturafraga'], loggar: ['jarva'] }],
]

const rows: string[][] = []
for (const [title, asked] of [...SINGLE, ...COMBINED]) {
  const times: number[] = []
  let found = ''
  await ask(asked)
  const before = await log.processorTime()
  for (let round = 0; round < ROUNDS; round++) {
    const from = performance.now()
    const { antal = 0, fler = false } = await ask(asked)
    times.push(performance.now() - from)
    found = `${fler ? '> ' : ''}${antal}`
  }
  const processor = ((await log.processorTime()) - before) / ROUNDS
  rows.push([title, found, processor.toFixed(1), quantile(times, 0.5).toFixed(1), quantile(times, 0.95).toFixed(1)])
}
printTable(['first page with counts', 'matches', 'CPU ms', 'p50 ms', 'p95 ms'], rows)

const paging: number[] = []
let page = await ask({ handelse: ['uppslag'], limit: 100 })
for (let round = 0; round < ROUNDS && page.markor !== null; round++) {
  const from = performance.now()
  page = await ask({ handelse: ['uppslag'], limit: 100, markor: page.markor })
  paging.push(performance.now() - from)
}
console.log(
  `a further page of 100: p50 ${quantile(paging, 0.5).toFixed(1)} ms, p95 ${quantile(paging, 0.95).toFixed(1)} ms; ` +
    `${ROUNDS} rounds each, load ${loadNow()}; what the index costs at writing: npm run bench log`,
)
await log.close()
