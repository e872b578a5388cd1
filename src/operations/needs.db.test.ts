import { expect, test } from '@jest/globals'
import { ownCertificate } from '../../test/support/api/certificates.ts'
import { InsynError } from '../errors.ts'
import type { Rejected } from '../mapping/person-items.ts'
import { A, many, person } from '../sync/testing/use-sync.ts'
import { addPause } from './sync-pauses.ts'
import { useNights } from './testing/use-nights.ts'
import { BROMMA, FARSTA } from './testing/use-schedule.ts'

const { at, config, db, late, night, nights, state } = useNights()

const rejected = (field: string): Rejected => ({
  mangd: 'beslut',
  falt: field,
  reason: 'datum',
  rawValues: { [field]: 'x' },
})
const withQuarantine = (...fields: string[]) => [...many(9).slice(1), person(A, [], 'nej', fields.map(rejected))]
test('what needs a person comes in order of weight, each with where to go', async () => {
  at('2027-05-05T10:00:00Z')
  await night('2027-05-04', many(9))
  await night('2027-05-05', new InsynError('KALLA_INLOGGNING', 'refused'))
  await addPause(db.pool, FARSTA, 'eva', 'flytt', state.now)
  await db.pool.query(`insert into pause (target, paused_by, reason) values ('arendesystem', 'eva', 'byte av version')`)
  await db.pool.query(
    `insert into reconciliation values ('kalla', 'paraplyet', 'bromma', 'beslut', now(), 9, 8, 'a', 'b', 0, 1)`,
  )
  late.push({ place: 'syslog', since: state.now })
  const needs = await nights().needsPerson()
  expect(needs.map(({ kind }) => kind)).toEqual([
    'inloggning-nekad',
    'kontrollpunkt-sen',
    'avstamning-skiljer',
    'leverans-pausad',
    'synk-pausad',
    'avtal-gar-ut',
  ])
  expect(needs[0]?.goTo).toMatchObject({ page: 'korning' })
  expect(needs.at(-1)?.text).toContain('2027-06-20')
})

test('quarantine that grows needs a person, and quarantine that stays does not', async () => {
  at('2027-05-05T10:00:00Z')
  await night('2027-05-04', withQuarantine('tillOchMed'))
  await night('2027-05-05', withQuarantine('tillOchMed', 'franOchMed'))
  const grown = (await nights().needsPerson()).find(({ kind }) => kind === 'karantan-vaxer')
  expect(grown).toMatchObject({ goTo: { page: 'karantan', ...BROMMA } })
  expect(grown?.heading).toBe('Karantän: Bromma, 2 poster, 1 fler än förra läsningen')
  expect(grown?.text).toContain('Beslut, sista dag, 1: Datumet går inte att läsa. ')
  await night('2027-05-05', withQuarantine('tillOchMed', 'franOchMed'))
  expect((await nights().needsPerson()).map(({ kind }) => kind)).not.toContain('karantan-vaxer')
})

test('a deletion that is held says of which kind how much it would take away', async () => {
  at('2027-05-05T10:00:00Z')
  await night('2027-05-04', many(60))
  await night('2027-05-05', many(20))
  const [held] = await nights().needsPerson()
  expect(held).toMatchObject({ kind: 'borttagning-halls', goTo: { page: 'hallen' } })
  expect(held?.text).toMatch(/ Beslut: 40 färre \S+ av 60 \(66,7\u00a0%\)\. Gränsen är /)
})

test('a night that has not come after an hour is said, one that has just been due is not', async () => {
  at('2027-05-04T23:30:00Z')
  expect((await nights().needsPerson()).map(({ kind }) => kind)).not.toContain('utebliven-natt')
  at('2027-05-05T01:00:00Z')
  expect((await nights().needsPerson()).find(({ kind }) => kind === 'utebliven-natt')?.heading).toContain('Bromma')
})

test('certificates of the settings are found wherever they stand, and avtal that end', async () => {
  at('2027-05-05T10:00:00Z')
  const { cert, key } = ownCertificate('insyn')
  config.http.tls = { certifikat: cert, nyckel: key }
  const found = nights().certificates()
  config.http = {}
  expect(found.map(({ name }) => name)).toEqual(['http.tls.certifikat'])
  // Valid for a day, and not in 2027.
  expect(found[0]?.days).toBeLessThan(0)
  expect(nights().avtal()).toEqual([
    { stadsdel: 'farsta', namn: 'Farsta', diarienummer: 'DNR farsta', ends: '2027-06-20', days: 46, continued: false },
  ])
})
