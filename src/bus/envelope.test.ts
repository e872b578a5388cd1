import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { base64url, compactDecrypt, importJWK } from 'jose'
import { testNycklar } from '../../test/support/keys.ts'
import type { Post } from '../mapping/person-items.ts'
import { createKuvert, type Uppgiftslage } from './envelope.ts'

const nycklar = testNycklar(['bromma', 'jarva'])
const kuvert = createKuvert({ nycklar, amnesprefix: 'insyn', ursprung: 'insyn.example' })
const uppgiftRef = nycklar.uppgiftRef('p', 'bromma', 'paraplyet', 'beslut')
const andring = {
  uppgiftRef,
  stadsdel: 'bromma',
  kalla: 'paraplyet',
  mangd: 'beslut',
  version: 7,
  tid: new Date('2026-10-15T10:00:00Z'),
} as const
const lageMed = (poster: readonly Post[]): Uppgiftslage => ({
  uppgiftRef,
  personRef: 'personreferens-av-nagon',
  version: 7,
  stadsdel: 'bromma',
  kalla: 'paraplyet',
  informationsmangd: 'beslut',
  last: '2026-10-15T09:59:00.000Z',
  poster,
})
const lage = lageMed([{ beslutId: 'B-4711', insats: 'Hemtjänst' }])

test('what is put in comes out, whatever it is', async () => {
  const poster = fc.array(
    fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean()), { noNullPrototype: true }),
  )
  await fc.assert(
    fc.asyncProperty(poster, async (some) => {
      const meddelande = kuvert.andrad(andring, lageMed(some))
      expect(await kuvert.oppna(meddelande)).toEqual(JSON.parse(JSON.stringify(lageMed(some))))
    }),
    { numRuns: 50 },
  )
})

test('key and headers say where and when, and nothing of the state', async () => {
  const { nyckel, huvuden } = kuvert.andrad(andring, lage)
  expect([nyckel, { ...huvuden, traceparent: '' }]).toEqual([
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
  expect(huvuden.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/)
})

test('a tombstone has a head that can be read, and no value', async () => {
  const borta = kuvert.borta(andring)
  expect([borta.varde, kuvert.huvud(borta)]).toEqual([
    null,
    { uppgiftRef, stadsdel: 'bromma', kalla: 'paraplyet', mangd: 'beslut', version: 7, borta: true },
  ])
  expect(await kuvert.oppna(borta)).toBeUndefined()
})

test('the key that a consumer is handed opens it with a standard library', async () => {
  const { varde } = kuvert.andrad(andring, lage)
  const jwk = nycklar.bussnyckel('bromma', 'beslut')
  const { plaintext, protectedHeader } = await compactDecrypt(varde?.toString() ?? '', await importJWK({ ...jwk }))
  expect(JSON.parse(Buffer.from(plaintext).toString())).toEqual(lage)
  expect(protectedHeader).toEqual({ alg: 'dir', enc: 'A256GCM', kid: 'bromma/beslut/1' })
})

test('it opens under no other key, not with a changed byte, and not in another place', async () => {
  const meddelande = kuvert.andrad(andring, lage)
  const jwe = meddelande.varde?.toString() ?? ''
  const parts = jwe.split('.')
  const withPart = (at: number, part: string) => ({ ...meddelande, varde: Buffer.from(parts.with(at, part).join('.')) })
  const flipped = Buffer.from(parts[3] ?? '', 'base64url')
  flipped[5] = (flipped[5] ?? 0) ^ 1
  const elsewhere = base64url.encode(JSON.stringify({ alg: 'dir', enc: 'A256GCM', kid: 'jarva/beslut/1' }))
  for (const wrong of [withPart(3, flipped.toString('base64url')), withPart(0, elsewhere), withPart(0, '')])
    await expect(kuvert.oppna(wrong)).rejects.toMatchObject({ code: 'NYCKEL_SAKNAS' })
  const moved = { ...meddelande, nyckel: nycklar.uppgiftRef('q', 'bromma', 'paraplyet', 'beslut') }
  await expect(kuvert.oppna(moved)).rejects.toMatchObject({ code: 'MEDDELANDE_OGILTIGT' })
})

test('when the key is gone, so is what it sealed', async () => {
  const own = testNycklar(['bromma'])
  const other = createKuvert({ nycklar: own, amnesprefix: 'insyn', ursprung: 'insyn.example' })
  const meddelande = other.andrad(andring, lage)
  own.glom('bromma/beslut')
  expect(await other.oppna(meddelande)).toBeUndefined()
  expect(() => other.andrad(andring, lage)).toThrow(expect.objectContaining({ code: 'NYCKEL_SAKNAS' }))
})

test.each([
  ['key', { nyckel: '' }],
  ['ce_type', { ce_type: 'se.insyn.annat.andrad.v1' }],
  ['ce_type', { ce_type: 'se.insyn.beslut.borttagen.v1' }],
  ['ce_source', { ce_source: '/insyn.example/agresso/bromma' }],
  ['ce_version', { ce_version: '0' }],
])('a wrong %s is named', async (vad, { nyckel, ...wrong }: Record<string, string>) => {
  const meddelande = kuvert.andrad(andring, lage)
  const broken = { ...meddelande, nyckel: nyckel ?? meddelande.nyckel, huvuden: { ...meddelande.huvuden, ...wrong } }
  expect(() => kuvert.huvud(broken)).toThrow(`does not follow its contract: ${vad}`)
})
