import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { aLogRecord } from '../../../test/support/access-records.ts'
import { NOW, realPolicy } from '../../../test/support/api-in-memory.ts'
import { campaign } from '../../../test/support/campaign.ts'
import { useDatabase } from '../../../test/support/database/database.ts'
import { testKeys } from '../../../test/support/keys.ts'
import type { Caller } from '../../access/caller.ts'
import { isRefused } from '../../access/outcome.ts'
import type { LogRecord } from '../../atkomstlogg/access.ts'
import { openLogId } from '../../atkomstlogg/log-id.ts'
import { createLogWriter } from '../../atkomstlogg/writer.ts'
import { createSearch } from './search.ts'
import type { Loggsokning, Sokningssvar } from './search-schema.ts'
import { postgresSearch } from './search-store.ts'
import {
  actorKey,
  anyRecords,
  anySearch,
  facetsOf,
  filtered,
  LOGS,
  PERSONS,
  type Written,
} from './testing/random-log.ts'

const db = useDatabase()
const real = realPolicy()
const keys = testKeys(real.stadsdelar.map(({ kod }) => kod))
const refOf = (number: string) => keys.personRef(number)
const [MAY, MAY_NOT] = ['sakerhetsansvarig', 'granskare']
const [ONE = '', OTHER = ''] = PERSONS

const officer = (logs: readonly string[], roll = MAY, name = 'cia'): Caller => ({
  ...{ utfardare: 'inloggning', slutanvandare: name, identitet: 'token', klient: 'konsol', ownRef: null },
  ...{ roller: [roll ?? ''], loggar: [...logs] },
})

async function ask(caller: Caller, asked: Omit<Loggsokning, 'skal'>) {
  const search = createSearch({ policy: real, keys, clock: () => NOW, search: postgresSearch(db.pool) })
  const outcome = await search({ skal: 'Anmälan, dnr 7', ...asked }, caller)
  if (isRefused(outcome)) return outcome.refused
  return { answer: await outcome.body([{ logg: 'insyn', nummer: 0 }]), records: outcome.poster }
}

async function answered(caller: Caller, asked: Omit<Loggsokning, 'skal'>): Promise<Sokningssvar> {
  const found = await ask(caller, asked)
  if (!('answer' in found)) throw new Error(`refused: ${JSON.stringify(found)}`)
  return found.answer
}

const placesOf = ({ traffar }: Sokningssvar) =>
  traffar.map(({ loggpost }) => {
    const { logg, nummer } = openLogId(keys, loggpost) ?? { logg: '', nummer: -1 }
    return `${logg}/${nummer}`
  })

async function everyPage(caller: Caller, asked: Omit<Loggsokning, 'skal'>, between?: () => Promise<unknown>) {
  const first = await answered(caller, asked)
  const pages = [first]
  for (let { markor } = first; markor !== null;) {
    await between?.()
    const next = await answered(caller, { ...asked, markor })
    pages.push(next)
    markor = next.markor
  }
  return { first, places: pages.flatMap(placesOf), pages }
}

/** Logs never get shorter: what a run has written is moved out of the way of the next one. */
async function written(records: readonly LogRecord[]): Promise<readonly Written[]> {
  await db.pool.query('truncate access_index')
  const places = await createLogWriter(db.pool).write(records)
  return records.map((record, i) => ({ ...record, nummer: places[i]?.nummer ?? -1 }))
}

const byFacet = (facets: Sokningssvar['fasetter']) =>
  Object.fromEntries(
    Object.entries(facets ?? {}).map(([name, values]) => [
      name,
      new Map(
        values.map((one) => [
          'varde' in one ? one.varde : (actorKey({ ...aLogRecord('insyn').access, ...one }) ?? ''),
          one.antal,
        ]),
      ),
    ]),
  )

test('a search finds what a plain filter over the records finds, page by page, with its counts', async () => {
  const anyOfficer = fc.record({ logs: fc.subarray(LOGS, { minLength: 1 }), mayProtected: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(
      anyRecords(refOf),
      anyOfficer,
      fc.array(anySearch, { minLength: 1, maxLength: 8 }),
      async (records, who, all) => {
        const log = await written(records)
        const caller = officer(who.logs, who.mayProtected ? MAY : MAY_NOT)
        for (const one of all) {
          // A log of somebody else's is refused; that has a test of its own.
          const asked = {
            ...one,
            ...(one.loggar === undefined ? {} : { loggar: one.loggar.filter((log) => who.logs.includes(log)) }),
          }
          if (asked.loggar?.length === 0) delete asked.loggar
          const expected = filtered(log, who, asked, refOf)
          const { first, places } = await everyPage(caller, asked)
          expect(places).toEqual(expected.map(({ logg, nummer }) => `${logg}/${nummer}`))
          expect({ antal: first.antal, fler: first.fler }).toEqual({ antal: expected.length, fler: false })
          expect(byFacet(first.fasetter)).toEqual(facetsOf(expected))
        }
      },
    ),
    { numRuns: campaign(60, 1_000) },
  )
}, 300_000)

test('what tells protection changes nothing of what an officer without the right is answered', async () => {
  await fc.assert(
    fc.asyncProperty(anyRecords(refOf), fc.array(anySearch, { minLength: 1, maxLength: 4 }), async (records, all) => {
      const log = await written(records)
      const caller = officer(LOGS, MAY_NOT)
      const told = async () =>
        Promise.all(
          all.map(async (asked) => {
            const { first, places, pages } = await everyPage(caller, asked)
            return { places, antal: first.antal, fasetter: first.fasetter, pages: pages.length }
          }),
        )
      const before = await told()
      await db.pool.query('delete from access_index i using access_profile p where p.id = i.profile and p.protected')
      expect(await told()).toEqual(before)
      const hidden = log.filter(
        ({ access: { orsak, flaggor } }) => orsak === 'skyddad' || flaggor.includes('skyddad-visad'),
      )
      const shown = new Set(before.flatMap(({ places }) => places))
      expect(hidden.filter(({ logg, nummer }) => shown.has(`${logg}/${nummer}`))).toEqual([])
    }),
    { numRuns: campaign(20, 300) },
  )
}, 300_000)

test('pages hold every record that was there when the first was shown, once, while others arrive', async () => {
  const at = (second: number) => `2026-10-13T10:00:${String(second).padStart(2, '0')}.000Z`
  const log = await written(Array.from({ length: 30 }, (_, i) => aLogRecord('bromma', { tid: at(i) })))
  let later = 0
  // Newer ones, and one whose request began before records that are shown already.
  const arrive = () =>
    createLogWriter(db.pool).write([aLogRecord('bromma', { tid: at(59) }), aLogRecord('jarva', { tid: at(later++) })])
  const { places } = await everyPage(officer(['bromma', 'jarva']), { limit: 4 }, arrive)
  expect(places.filter((place) => log.some(({ nummer }) => place === `bromma/${nummer}`))).toEqual(
    log.map(({ nummer }) => `bromma/${nummer}`).reverse(),
  )
  expect(new Set(places).size).toBe(places.length)
})

test('a cursor is good for its officer and its question alone', async () => {
  await written(Array.from({ length: 5 }, () => aLogRecord('bromma')))
  const { markor } = await answered(officer(['bromma']), { limit: 2 })
  if (markor === null) throw new Error('there is no second page')
  const refused = { kod: 'BEGARAN_OGILTIG', fel: [{ pekare: '/markor', regel: 'gäller inte för den här frågan' }] }
  expect(await ask(officer(['bromma'], MAY, 'dan'), { limit: 2, markor })).toEqual(refused)
  expect(await ask(officer(['bromma'], MAY_NOT), { limit: 2, markor })).toEqual(refused)
  expect(await ask(officer(['bromma', 'jarva']), { limit: 2, markor })).toEqual(refused)
  expect(await ask(officer(['bromma']), { limit: 2, markor, utfall: ['visat'] })).toEqual(refused)
  expect(await ask(officer(['bromma']), { limit: 2, markor: `${markor}A` })).toEqual(refused)
  expect(await answered(officer(['bromma']), { limit: 5, markor })).toMatchObject({ markor: null })
})

test('a search is a record in each log that it searched, which says what was asked and nothing of what was found', async () => {
  await written([aLogRecord('bromma', { personRef: refOf(ONE), orsak: 'skyddad', utfall: 'nekat' })])
  const asked = { personnummer: ONE, utfall: ['nekat' as const], handlaggare: [{ slutanvandare: 'anna' }] }
  const recordsOf = async (caller: Caller) => {
    const found = await ask(caller, asked)
    if (!('records' in found)) throw new Error('refused')
    return found.records
  }
  const records = await recordsOf(officer(['bromma', 'jarva']))
  expect(records.map(({ logg }) => logg).sort()).toEqual(['bromma', 'jarva'])
  for (const { access } of records) {
    expect(access).toMatchObject({ handelse: 'granskning', orsak: 'sok', utfall: 'visat', andamal: 'Anmälan, dnr 7' })
    expect(access.detaljer).toEqual({ utfall: ['nekat'], handlaggare: ['anna'], sida: 'forsta' })
    expect(access.personRef).toBe(refOf(ONE))
    expect(JSON.stringify(access)).not.toContain(ONE)
  }
  // The same for whoever finds nothing.
  const [seen, unseen] = [records[0]?.access, (await recordsOf(officer(['bromma', 'jarva'], MAY_NOT)))[0]?.access]
  const plain = { handelseId: '', roll: '', personnummerForseglat: '' }
  expect({ ...unseen, ...plain }).toEqual({ ...seen, ...plain })
})

test('the next search finds the record of the one before, by its event and cause', async () => {
  await written([aLogRecord('bromma')])
  const found = await ask(officer(['bromma']), { klient: ['telefoni'] })
  if (!('records' in found)) throw new Error('refused')
  await createLogWriter(db.pool).write(found.records)
  const { traffar } = await answered(officer(['bromma'], MAY_NOT, 'dan'), { handelse: ['granskning'], orsak: ['sok'] })
  expect(traffar).toMatchObject([{ slutanvandare: 'cia', andamal: 'Anmälan, dnr 7', logg: 'bromma' }])
})

test('a hit names its person by a reference, which leads on to what else the logs have of that person', async () => {
  await written([ONE, OTHER, OTHER].map((one) => aLogRecord('bromma', { personRef: refOf(one) })))
  const eva = officer(['bromma'])
  const { traffar } = await answered(eva, {})
  const [one = '', other = '', last = ''] = traffar.map(({ personId }) => personId ?? '')
  expect(JSON.stringify(traffar)).not.toContain(refOf(ONE))
  expect(one).toBe(other)
  expect((await answered(eva, { personId: one })).traffar).toHaveLength(2)
  expect((await answered(eva, { personId: last })).traffar).toHaveLength(1)
  const gone = { kod: 'FINNS_EJ' }
  expect(await ask(officer(['bromma'], MAY, 'dan'), { personId: one })).toMatchObject(gone)
  expect(await ask(eva, { personId: `${one}A` })).toMatchObject(gone)
  expect(await ask(eva, { personId: one, personnummer: ONE })).toMatchObject({ kod: 'BEGARAN_OGILTIG' })
})

test('a record that has been pruned since it was indexed is left out', async () => {
  await written([aLogRecord('bromma')])
  await db.pool.query(
    'insert into access_index select now(), 9000, profile, shown, actor, person_ref, arende, tillstand, logg from access_index',
  )
  expect(placesOf(await answered(officer(['bromma']), {}))).toHaveLength(1)
})
