import { expect, test } from '@jest/globals'
import { aLogRecord } from '../../test/support/access-records.ts'
import { memoryLog } from '../../test/support/api-in-memory.ts'
import type { Access, Atkomstlogg } from './access.ts'
import { createDraft } from './record.ts'
import { createSharedRecords } from './shared-records.ts'

const NOW = new Date('2026-10-15T10:01:00Z')
const refusal = (changed: Partial<Access> = {}) =>
  aLogRecord('insyn', { utfall: 'nekat', orsak: 'klient-okand', visat: [], personRef: null, ...changed })

function start(log: Atkomstlogg = memoryLog()) {
  const shared = createSharedRecords(log, () => NOW)
  const refuse = (changed: Partial<Access> = {}, kind = 'klient-okand') =>
    shared.disclose(kind)({ poster: [refusal(changed)], body: () => 'nekas' }, (body) => body)
  return { shared, refuse }
}

test('any number of refusals of one kind are two records: the first, and how many followed', async () => {
  const log = memoryLog()
  const { shared, refuse } = start(log)
  for (let i = 0; i < 1_000; i++) expect(await refuse()).toBe('nekas')
  expect(log.written).toHaveLength(1)
  await shared.close()
  expect(log.written.map(({ access }) => access.antal)).toEqual([undefined, 999])
  expect(log.written[1]?.access).toMatchObject({ orsak: 'klient-okand', utfall: 'nekat', tid: NOW.toISOString() })
  expect(new Set(log.written.map(({ access }) => access.handelseId)).size).toBe(2)
  await shared.close()
  expect(log.written).toHaveLength(2)
  await refuse()
  await shared.close()
  expect(log.written.map(({ access }) => access.antal)).toEqual([undefined, 999, undefined])
})

test('kinds do not share', async () => {
  const log = memoryLog()
  const { refuse } = start(log)
  await refuse({}, 'klient-avstangd/telefoni')
  await refuse({}, 'klient-avstangd/konsol')
  expect(log.written).toHaveLength(2)
})

test('the count says who called when it was one and the same, and nothing where they differ', async () => {
  const log = memoryLog()
  const { shared, refuse } = start(log)
  await refuse()
  await refuse({ klient: 'a', slutanvandare: 'anna', roll: null, handelse: 'uppslag' })
  await refuse({ klient: 'a', slutanvandare: 'bo', roll: null, handelse: 'uppslag' })
  await refuse({ klient: 'a', slutanvandare: 'bo', roll: null, handelse: 'faktura' })
  await shared.close()
  expect(log.written[1]?.access).toMatchObject({ antal: 3, klient: 'a', slutanvandare: null, handelse: 'klient' })
})

test('nobody is answered before the first record is durable, and nobody is when it is not', async () => {
  let settle = { resolve: () => undefined as void, reject: () => undefined as void }
  let writes = 0
  const { shared, refuse } = start({
    write: () => {
      writes++
      return new Promise((resolve, reject) => {
        settle = { resolve: () => resolve([{ logg: 'insyn', nummer: 0 }]), reject: () => reject(new Error('down')) }
      })
    },
  })
  let answered = 0
  const calls = () => [1, 2, 3].map(() => refuse().then(() => void answered++))
  const failing = Promise.allSettled(calls())
  await new Promise(setImmediate)
  expect([answered, writes]).toEqual([0, 1])
  settle.reject()
  expect((await failing).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])

  const succeeding = Promise.all(calls())
  const closing = shared.close()
  await new Promise(setImmediate)
  expect([answered, writes]).toEqual([0, 2])
  settle.resolve()
  await succeeding
  await new Promise(setImmediate)
  expect([answered, writes]).toEqual([3, 3])
  settle.resolve()
  await closing
})

test('a count that cannot be written is kept and joined with the next', async () => {
  const log = memoryLog()
  const { shared, refuse } = start(log)
  for (let i = 0; i < 3; i++) await refuse()
  log.down = true
  await expect(shared.close()).rejects.toMatchObject({ code: 'LOGG_OTILLGANGLIG' })
  await expect(refuse()).rejects.toMatchObject({ code: 'LOGG_OTILLGANGLIG' })
  log.down = false
  for (let i = 0; i < 4; i++) await refuse()
  await shared.close()
  expect(log.written.map(({ access }) => access.antal)).toEqual([undefined, undefined, 5])
})

test('only a record of several calls has the field, in its place in the canonical order', () => {
  expect(createDraft(refusal()).text).not.toContain('antal')
  expect(createDraft(refusal({ antal: 7 })).text).toMatch(/^{"andamal":[^,]*,"antal":7,"arende":/)
})
