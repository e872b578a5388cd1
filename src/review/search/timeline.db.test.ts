import { beforeAll, expect, test } from '@jest/globals'
import { aLogRecord } from '../../../test/support/access-records.ts'
import { NOW, realPolicy } from '../../../test/support/api-in-memory.ts'
import { useDatabase } from '../../../test/support/database/database.ts'
import { testKeys } from '../../../test/support/keys.ts'
import type { Caller } from '../../access/caller.ts'
import { isRefused } from '../../access/outcome.ts'
import type { Access } from '../../atkomstlogg/access.ts'
import { createLogWriter } from '../../atkomstlogg/writer.ts'
import { postgresSearch } from './search-store.ts'
import { createTimeline } from './timeline.ts'
import type { Tidslinjebegaran, Tidslinjesvar } from './timeline-schema.ts'
import { postgresTimeline } from './timeline-store.ts'

const db = useDatabase()
const keys = testKeys(realPolicy().stadsdelar.map(({ kod }) => kod))
const [ONE, OTHER] = ['189001019802', '189001039800'].map((number) => keys.personRef(number))
const TILLSTAND = '5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30'
const officer = (logs: readonly string[], roll = 'sakerhetsansvarig'): Caller => ({
  ...{ utfardare: 'inloggning', slutanvandare: 'cia', identitet: 'token', klient: 'konsol', ownRef: null },
  ...{ roller: [roll], loggar: [...logs] },
})
const at = (minute: number) => `2026-10-14T08:${String(minute).padStart(2, '0')}:00.000Z`
const system = { slutanvandare: 'arendesystem', klient: 'arendesystem', identitet: 'system', visat: [] } as const
const about = (
  minute: number,
  personRef: string | null | undefined,
  changed: Partial<Access> = {},
): Partial<Access> => ({
  ...{ tid: at(minute), personRef: personRef ?? null, arende: null, slutanvandare: 'anna', andamal: 'fakturafraga' },
  ...changed,
})

/** By minute: a case opens, is looked at by anna and bo, an enkelttillstånd is asked for and granted, the case closes. */
const RECORDS: readonly (readonly [string, Partial<Access>])[] = [
  ['insyn', about(1, ONE, { ...system, handelse: 'arende', orsak: 'oppnat', utfall: 'tomt', arende: 'KC-1' })],
  ['bromma', about(2, ONE, { arende: 'KC-1' })],
  ['jarva', about(3, ONE, { arende: 'KC-1', slutanvandare: 'bo' })],
  ['insyn', about(4, null, { handelse: 'tillstand', orsak: 'begart', tillstand: TILLSTAND, visat: [] })],
  [
    'insyn',
    about(5, null, {
      handelse: 'tillstand',
      orsak: 'beslutat',
      tillstand: TILLSTAND,
      slutanvandare: 'cilla',
      visat: [],
    }),
  ],
  ['bromma', about(6, OTHER, { arende: 'KC-2' })],
  ['bromma', about(7, ONE, { arende: 'KC-1', tillstand: TILLSTAND, flaggor: ['undantag'] })],
  ['bromma', about(8, ONE, { arende: 'KC-1', utfall: 'nekat', orsak: 'skyddad', visat: [] })],
  // Of a closing the person is not always known.
  ['insyn', about(9, null, { ...system, handelse: 'arende', orsak: 'stangt', utfall: 'tomt', arende: 'KC-1' })],
]

beforeAll(async () => {
  const places = await createLogWriter(db.pool).write(RECORDS.map(([log, changed]) => aLogRecord(log, changed)))
  const flagged = places[6]
  await db.pool.query(
    `insert into alert (time, kind, logg, nummer, event_id, protected)
     values ($1, 'undantag', $2, $3, 'event', false), ($1, 'skyddad-visad', $2, $3, 'event', true)`,
    [at(7), flagged?.logg, flagged?.nummer],
  )
  await db.pool.query(
    `insert into arende (arende_id, klient, person_ref, andamal, status, opened_at, closed_at)
     values ('KC-1', 'arendesystem', $1, 'samlad-fraga', 'stangt', $2, $3), ('KC-9', 'arendesystem', $1, 'x', 'oppet', $2, null)`,
    [ONE, at(1), at(9)],
  )
})

async function ask(caller: Caller, asked: Omit<Tidslinjebegaran, 'skal'>) {
  const parts = { policy: realPolicy(), keys, clock: () => NOW }
  const stores = { search: postgresSearch(db.pool), timeline: postgresTimeline(db.pool) }
  const outcome = await createTimeline({ ...parts, ...stores })({ skal: 'Anmälan, dnr 7', ...asked }, caller)
  if (isRefused(outcome)) throw new Error(`refused: ${JSON.stringify(outcome.refused)}`)
  return { answer: await outcome.body([{ logg: 'insyn', nummer: 0 }]), records: outcome.poster }
}

const brief = ({ slag, tid, post, larm, arende }: Tidslinjesvar['handelser'][number]) =>
  [Number(tid.slice(14, 16)), slag, post?.orsak ?? larm?.slag ?? arende?.steg].join(' ')

/** Every page of it, as minute, kind and cause. */
async function timeline(caller: Caller, asked: Omit<Tidslinjebegaran, 'skal'>): Promise<readonly string[]> {
  const lines: string[] = []
  for (let cursor: string | null | undefined; cursor !== null;) {
    const { answer } = await ask(caller, { ...asked, limit: 2, ...(cursor === undefined ? {} : { markor: cursor }) })
    lines.push(...answer.handelser.map(brief))
    cursor = answer.markor
  }
  return lines
}

test('of a person: accesses, case, enkelttillstånd and alert in one list, whoever reads all the logs', async () => {
  const all = [
    ...['1 arende oppnat', '2 atkomst traff', '3 atkomst traff', '4 tillstand begart', '5 tillstand beslutat'],
    ...['7 atkomst traff', '7 larm undantag', '7 larm skyddad-visad', '8 atkomst skyddad', '9 arende stangt'],
  ]
  const eva = officer(['insyn', 'bromma', 'jarva'])
  expect(await timeline(eva, { personnummer: '189001019802', ordning: 'aldst' })).toEqual(all)
  const newest = await timeline(eva, { personnummer: '189001019802' })
  expect(newest.filter((one) => !one.includes('larm'))).toEqual(all.filter((one) => !one.includes('larm')).reverse())
})

test('an officer of one board gets the case’s opening and closing from the register, and no record of another log', async () => {
  expect(await timeline(officer(['bromma']), { personnummer: '189001019802', ordning: 'aldst' })).toEqual([
    ...[
      '1 arende oppnat',
      '2 atkomst traff',
      '7 atkomst traff',
      '7 larm undantag',
      '7 larm skyddad-visad',
      '8 atkomst skyddad',
    ],
    '9 arende stangt',
  ])
  expect(await timeline(officer(['farsta']), { personnummer: '189001019802' })).toEqual([])
})

test('what tells protection is not there without the right', async () => {
  const lines = await timeline(officer(['bromma'], 'granskare'), { personnummer: '189001019802', ordning: 'aldst' })
  expect(lines).toEqual(['1 arende oppnat', '2 atkomst traff', '7 atkomst traff', '7 larm undantag', '9 arende stangt'])
})

test('of an end user: what they did, and what became of the cases that they named', async () => {
  const eva = officer(['insyn', 'bromma', 'jarva'])
  expect(await timeline(eva, { handlaggare: { slutanvandare: 'bo' }, ordning: 'aldst' })).toEqual([
    ...['1 arende oppnat', '3 atkomst traff', '9 arende stangt'],
  ])
  expect(await timeline(eva, { handlaggare: { slutanvandare: 'bo', utfardare: 'annan' } })).toEqual([])
  const days = { franOchMed: '2026-10-15', tillOchMed: '2026-10-16' }
  expect(await timeline(officer(['jarva']), { handlaggare: { slutanvandare: 'bo' }, ...days })).toEqual([])
})

test('reading a timeline is a record in each log, about the person', async () => {
  const { records } = await ask(officer(['bromma', 'jarva']), { personnummer: '189001019802' })
  expect(records.map(({ logg }) => logg).sort()).toEqual(['bromma', 'jarva'])
  expect(records[0].access).toMatchObject({
    ...{ handelse: 'granskning', orsak: 'tidslinje', utfall: 'visat', personRef: ONE, andamal: 'Anmälan, dnr 7' },
    detaljer: { ordning: 'nyast', sida: 'forsta' },
  })
})
