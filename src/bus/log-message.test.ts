import { randomUUID } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { aLogRecord } from '../../test/support/access-records.ts'
import { testKeys } from '../../test/support/keys.ts'
import type { Access } from '../atkomstlogg/access.ts'
import { openLogId } from '../atkomstlogg/log-id.ts'
import { leafHash } from '../atkomstlogg/merkle.ts'
import { logMessage, type LogRow } from './log-message.ts'

const keys = testKeys([])
const eventId = randomUUID()
const published = (log: string, changed: Partial<Access>, number = 7) => {
  const atkomst = aLogRecord(log, { handelseId: eventId, avtal: null, visat: [], ...changed }).access
  const message = logMessage(
    keys,
    { logg: log, nummer: number, salt: 'a'.repeat(22), atkomst },
    leafHash(`${log}${number}`),
    'insyn',
  )
  return message && (JSON.parse(message.value?.toString() ?? '') as LogRow)
}
const withoutItsOwn = (row: LogRow | undefined) => row && { ...row, loggId: row.loggId.length }
const neutral = (access: Partial<Access>) => withoutItsOwn(published('insyn', { utfall: 'nekat', ...access }))

test.each(['uppslag', 'faktura', 'arende'] as const)(
  'who reads the bus cannot tell why a %s showed nothing, nor that a board has a record of it',
  (event) => {
    const absent = neutral({ handelse: event, utfall: 'tomt', orsak: 'okand' })
    expect(absent).toMatchObject({ utfall: 'tomt', orsak: 'inget-visat' })
    for (const reason of ['skyddad', 'avtal-saknas', 'roll', 'identifiering', 'inga-uppgifter', 'eget-nummer'])
      expect(neutral({ handelse: event, orsak: reason })).toEqual(absent)
    expect(published('bromma', { handelse: event, utfall: 'nekat', orsak: 'skyddad' })).toBeUndefined()
    expect(published('bromma', { handelse: event, utfall: 'tomt', orsak: 'stangt' })).toBeUndefined()
  },
)

test('a protected person who was shown is not told of: district and approval would say who it was', () => {
  expect(published('bromma', { utfall: 'visat', flaggor: ['skyddad-visad'], tillstand: randomUUID() })).toBeUndefined()
  expect(published('bromma', { utfall: 'visat', flaggor: ['undantag'], tillstand: randomUUID() })).toBeDefined()
})

test('who found a record is told once, and not in whose logs its records stand', () => {
  const found = { handelse: 'granskning', orsak: 'granskning', andamal: 'hitta' } as const
  expect(published('insyn', found)).toMatchObject({ handelse: 'granskning' })
  expect(published('bromma', found)).toBeUndefined()
  expect(published('bromma', { ...found, andamal: 'bevis' })).toBeDefined()
  // The reason of an officer's search is a text of the officer's own.
  expect(published('bromma', { ...found, orsak: 'sok' })).toBeDefined()
})

test('that an operator was refused a row of quarantine for its person is not told of', () => {
  expect(published('bromma', { handelse: 'granskning', utfall: 'tomt', orsak: 'skyddad' })).toBeUndefined()
  expect(published('bromma', { handelse: 'granskning', utfall: 'visat', orsak: 'karantan' })).toBeDefined()
})

test('a refusal for a cause of the request alone keeps it, and so do failures and what was shown', () => {
  const door = ['klient-okand', 'klient-utfardare', 'klient-avstangd', 'for-manga-anrop', 'roller-oforenliga']
  for (const reason of [...door, 'eget-nummer-okant', 'begaran-ogiltig', 'oppettid', 'ratt'])
    expect(published('insyn', { utfall: 'nekat', orsak: reason })).toMatchObject({ utfall: 'nekat', orsak: reason })
  expect(published('insyn', { utfall: 'fel', orsak: 'LOGG_OTILLGANGLIG' })).toMatchObject({ utfall: 'fel' })
  expect(published('bromma', { utfall: 'visat', orsak: 'traff' })).toMatchObject({ utfall: 'visat', orsak: 'traff' })
  expect(published('bromma', { handelse: 'borttagning', utfall: 'tomt', orsak: 'borta' })).toMatchObject({
    orsak: 'borta',
  })
})

test('a row says no number: a number that is not there would be counted', () => {
  const row = published('bromma', { utfall: 'visat' }, 41)
  expect(row).not.toHaveProperty('nummer')
  expect(openLogId(keys, row?.loggId ?? '')).toEqual({ logg: 'bromma', nummer: 41 })
})
