import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { base64url, compactDecrypt, importJWK } from 'jose'
import { testKeys } from '../../test/support/keys.ts'
import type { Item } from '../mapping/person-items.ts'
import { createEnvelope, type UppgiftState } from './envelope.ts'

const keys = testKeys(['bromma', 'jarva'])
const envelope = createEnvelope({ keys, amnesprefix: 'insyn', origin: 'insyn.example' })
const uppgiftRef = keys.uppgiftRef('p', 'bromma', 'paraplyet', 'beslut')
const change = {
  uppgiftRef,
  stadsdel: 'bromma',
  source: 'paraplyet',
  mangd: 'beslut',
  version: 7,
  time: new Date('2026-10-15T10:00:00Z'),
} as const
const stateWith = (items: readonly Item[]): UppgiftState => ({
  uppgiftRef,
  personRef: 'personreferens-av-nagon',
  version: 7,
  stadsdel: 'bromma',
  kalla: 'paraplyet',
  informationsmangd: 'beslut',
  last: '2026-10-15T09:59:00.000Z',
  poster: items,
})
const state = stateWith([{ beslutId: 'B-4711', insats: 'Hemtjänst' }])

test('what is put in comes out, whatever it is', async () => {
  const items = fc.array(
    fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean()), { noNullPrototype: true }),
  )
  await fc.assert(
    fc.asyncProperty(items, async (some) => {
      const message = envelope.changed(change, stateWith(some))
      expect(await envelope.open(message)).toEqual(JSON.parse(JSON.stringify(stateWith(some))))
    }),
    { numRuns: 50 },
  )
})

test('key and headers say where and when, and nothing of the state', async () => {
  const { nyckel, headers } = envelope.changed(change, state)
  expect([nyckel, { ...headers, traceparent: '' }]).toEqual([
    uppgiftRef,
    {
      ce_specversion: '1.0',
      ce_id: `${uppgiftRef}/7`,
      ce_source: '/insyn.example/paraplyet/bromma',
      ce_type: 'se.insyn.beslut.andrad.v1',
      ce_subject: uppgiftRef,
      ce_time: '2026-10-15T10:00:00.000Z',
      ce_version: '7',
      'content-type': 'application/jose',
      traceparent: '',
    },
  ])
  expect(headers.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/)
})

test('a tombstone has a head that can be read, and no value', async () => {
  const gone = envelope.gone(change)
  expect([gone.value, envelope.head(gone)]).toEqual([
    null,
    { uppgiftRef, stadsdel: 'bromma', source: 'paraplyet', mangd: 'beslut', version: 7, gone: true },
  ])
  expect(await envelope.open(gone)).toBeUndefined()
})

test('the key that a consumer is handed opens it with a standard library', async () => {
  const { value } = envelope.changed(change, state)
  const jwk = keys.busKey('bromma', 'beslut')
  const { plaintext, protectedHeader } = await compactDecrypt(value?.toString() ?? '', await importJWK({ ...jwk }))
  expect(JSON.parse(Buffer.from(plaintext).toString())).toEqual(state)
  expect(protectedHeader).toEqual({ alg: 'dir', enc: 'A256GCM', kid: 'bromma/beslut/1' })
})

test('it opens under no other key, not with a changed byte, and not in another place', async () => {
  const message = envelope.changed(change, state)
  const jwe = message.value?.toString() ?? ''
  const parts = jwe.split('.')
  const withPart = (at: number, part: string) => ({ ...message, value: Buffer.from(parts.with(at, part).join('.')) })
  const flipped = Buffer.from(parts[3] ?? '', 'base64url')
  flipped[5] = (flipped[5] ?? 0) ^ 1
  const elsewhere = base64url.encode(JSON.stringify({ alg: 'dir', enc: 'A256GCM', kid: 'jarva/beslut/1' }))
  for (const wrong of [withPart(3, flipped.toString('base64url')), withPart(0, elsewhere), withPart(0, '')])
    await expect(envelope.open(wrong)).rejects.toMatchObject({ code: 'NYCKEL_SAKNAS' })
  const moved = { ...message, nyckel: keys.uppgiftRef('q', 'bromma', 'paraplyet', 'beslut') }
  await expect(envelope.open(moved)).rejects.toMatchObject({ code: 'MEDDELANDE_OGILTIGT' })
})

test('when the key is gone, so is what it sealed', async () => {
  const own = testKeys(['bromma'])
  const other = createEnvelope({ keys: own, amnesprefix: 'insyn', origin: 'insyn.example' })
  const message = other.changed(change, state)
  own.forget('bromma/beslut')
  expect(await other.open(message)).toBeUndefined()
  expect(() => other.changed(change, state)).toThrow(expect.objectContaining({ code: 'NYCKEL_SAKNAS' }))
})

test.each([
  ['key', { nyckel: '' }],
  ['ce_specversion', { ce_specversion: '0.3' }],
  ['ce_type', { ce_type: 'se.insyn.annat.andrad.v1' }],
  ['ce_type', { ce_type: 'se.insyn.beslut.borttagen.v1' }],
  ['ce_source', { ce_source: '/insyn.example/agresso/bromma' }],
  ['ce_version', { ce_version: '0' }],
])('a wrong %s is named', async (what, { nyckel, ...wrong }: Record<string, string>) => {
  const message = envelope.changed(change, state)
  const broken = { ...message, nyckel: nyckel ?? message.nyckel, headers: { ...message.headers, ...wrong } }
  expect(() => envelope.head(broken)).toThrow(`does not follow its contract: ${what}`)
})
