import { expect, test } from '@jest/globals'
import type { Kallstatus } from '../mirror/mirror.ts'
import { bedomKalla, createKallrader, kallrader } from './source-rows.ts'

const NU = new Date('2026-10-15T10:00:00Z')
const timmarSedan = (timmar: number) => new Date(NU.getTime() - timmar * 3_600_000)
const status = (andrat: Partial<Kallstatus>): Kallstatus => ({
  kalla: 'paraplyet',
  stadsdel: 'nord',
  speglad: timmarSedan(8),
  senasteKorning: 'lyckad',
  ...andrat,
})

test.each([
  ['aktuell', status({})],
  ['aktuell', status({ speglad: timmarSedan(25.9) })],
  ['inaktuell', status({ speglad: timmarSedan(26) })],
  ['inaktuell', status({ senasteKorning: 'vantar' })],
  ['ej-svar', status({ senasteKorning: 'misslyckad' })],
  ['ej-svar', status({ speglad: null, senasteKorning: 'lyckad' })],
  ['ej-svar', undefined],
] as const)('a source is %s when %j', (vantat, kallstatus) => {
  expect(bedomKalla(kallstatus, NU).status).toBe(vantat)
})

test('the explanation tells the time of the read as it is in Stockholm', () => {
  expect(bedomKalla(status({ speglad: new Date('2026-10-15T00:30:00Z') }), NU)).toEqual({
    status: 'aktuell',
    speglad: '2026-10-15T00:30:00.000Z',
    forklaring: 'Uppgifterna är från 2026-10-15 02:30.',
  })
})

test('a source from which nothing may be seen tells not even when it was read', () => {
  const baraNord = {
    beslut: (stadsdel: string) => ({ falt: new Set(stadsdel === 'nord' ? ['a'] : []), orsak: 'tillaten' as const }),
  }
  const stadsdelar = ['nord', 'syd'].map((kod) => ({ kod, namn: kod, giltigFran: '2007-01-01' }))
  const rader = kallrader(stadsdelar, [status({}), status({ stadsdel: 'syd' })], baraNord, NU)
  expect(rader.map(({ kalla, stadsdel, status, speglad }) => [kalla, stadsdel, status, speglad !== null])).toEqual([
    ['paraplyet', 'nord', 'aktuell', true],
    ['paraplyet', 'syd', 'ingar-ej', false],
    ['agresso', 'nord', 'ej-svar', false],
    ['agresso', 'syd', 'ingar-ej', false],
  ])
})

test('the rows are made once for one reading of the sources, and anew for the next and for another reach', () => {
  const stadsdelar = [{ kod: 'nord', namn: 'Nord', giltigFran: '2007-01-01' }]
  const rackvidd = (falt: string[]) => ({ beslut: () => ({ falt: new Set(falt), orsak: 'tillaten' as const }) })
  const [allt, inget] = [rackvidd(['a']), rackvidd([])]
  const lasning = [status({})]
  const rader = createKallrader()
  const forsta = rader(stadsdelar, lasning, allt, NU)
  expect(rader(stadsdelar, lasning, allt, NU)).toBe(forsta)
  expect([forsta, ...forsta].every((en) => Object.isFrozen(en))).toBe(true)
  expect(rader(stadsdelar, lasning, inget, NU)[0]?.status).toBe('ingar-ej')
  expect(rader(stadsdelar, [status({ senasteKorning: 'misslyckad' })], allt, NU)[0]?.status).toBe('ej-svar')
})
