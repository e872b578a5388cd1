import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { anAccess, newSigner } from '../../../test/support/access-records.ts'
import { realPolicy } from '../../../test/support/api-in-memory.ts'
import { logOrigin, signCheckpoint } from '../../atkomstlogg/checkpoint.ts'
import { logVkey } from '../../atkomstlogg/checkpoints.ts'
import { EMPTY_RANGE, extend, leafHash, rootOf } from '../../atkomstlogg/merkle.ts'
import { inclusionSubtrees, subtreeHashes } from '../../atkomstlogg/merkle-proof.ts'
import { canonical } from '../../mapping/canonical.ts'
import { STAFF_SHOWN } from '../../policy/policy.ts'
import { entryOf } from './entry.ts'
import { extractVkey, signExtract, verifyExtract } from './signature.ts'

const ORIGIN = 'insyn.example'
const signer = newSigner()
const vkey = extractVkey(ORIGIN, signer)
const names = { ...realPolicy(), bitrade: 'Kontaktcenter' }
const COUNT = 5

/** A log of some records, and an extract of two of them. */
function anExtract(by = signer) {
  const records = Array.from({ length: COUNT }, (_, number) => ({
    ...{ logg: 'bromma', nummer: number, salt: 'AbCdEfGhIjKlMnOpQrStUv', atkomst: anAccess({ klient: 'telefoni' }) },
  }))
  const leaves = records.map((record) => leafHash(canonical(record)))
  const checkpoint = { origin: logOrigin(ORIGIN, 'bromma'), size: COUNT, root: rootOf(extend(EMPTY_RANGE, leaves)) }
  const entries = [1, 4].map((number) => {
    const subtrees = inclusionSubtrees(number, COUNT)
    const hashes = subtreeHashes(subtrees)
    hashes.push(leaves)
    const proof = hashes.hashesOf(subtrees).map((hash) => hash.toString('base64'))
    return entryOf(records[number]!, 'ingen', names, { lov: leaves[number]!.toString('base64'), bevis: proof })
  })
  const head = { logg: 'bromma', personuppgiftsansvarig: 'Bromma stadsdelsnämnd', personal: 'ingen' } as const
  const content = {
    ...{ utdragId: '7c1e8a52-5f0c-4b4d-9b7e-2f6d1c9a8e31', skapat: '2026-10-15T10:00:00.000Z' },
    ...{ personnummer: '189001019802', arende: null, period: { fran: null, till: null } },
    delar: [{ ...head, checkpoint: signCheckpoint(checkpoint, by), poster: entries }],
  }
  return signExtract(ORIGIN, content, by)
}

test('an extract verifies with the key text alone, with or without the newline at its end', () => {
  const text = canonical(anExtract())
  expect(verifyExtract(text, vkey)).toMatchObject({ ok: true, count: 2 })
  expect(verifyExtract(`${text}\n`, vkey)).toMatchObject({ ok: true })
  expect(verifyExtract(text, logVkey({ origin: ORIGIN, keys: signer }, 'jarva'))).toMatchObject({ ok: true })
})

test('no changed character, and no other key, verifies', () => {
  const text = canonical(anExtract())
  fc.assert(
    fc.property(fc.nat({ max: text.length - 1 }), fc.constantFrom('', '0', 'A', '"', ' '), (place, other) => {
      const changed = text.slice(0, place) + other + text.slice(place + 1)
      // The key text in the file is only for comparing.
      const inKey = place >= text.indexOf('"nyckel"') && place < text.indexOf('"signatur"')
      fc.pre(changed !== text && !inKey)
      expect(verifyExtract(changed, vkey).ok).toBe(false)
    }),
    { numRuns: 800 },
  )
  expect(verifyExtract(text, extractVkey(ORIGIN, newSigner())).ok).toBe(false)
  expect(verifyExtract(text, extractVkey('annan.example', signer)).ok).toBe(false)
  expect(verifyExtract('{}', vkey).ok).toBe(false)
})

test('what the hub signs must stand in the log: signed anew over another record, number or order, it does not verify', () => {
  const { utdrag } = anExtract()
  const [part] = utdrag.delar
  if (part === undefined) throw new Error('there is a part')
  const [first, second] = part.poster as [(typeof part.poster)[0], (typeof part.poster)[0]]
  const stranger = leafHash('another record').toString('base64')
  for (const entries of [
    [{ ...first, lov: stranger }, second],
    [{ ...first, nummer: 2 }, second],
    [second, first],
    [first, first],
    [{ ...first, bevis: first.bevis.slice(1) }, second],
  ])
    expect(
      verifyExtract(canonical(signExtract(ORIGIN, { ...utdrag, delar: [{ ...part, poster: entries }] }, signer)), vkey),
    ).toEqual(expect.objectContaining({ ok: false, fel: expect.stringContaining('Loggen bromma') as unknown }))
  const foreign = { ...utdrag, delar: [{ ...part, checkpoint: anExtract(newSigner()).utdrag.delar[0]!.checkpoint }] }
  expect(verifyExtract(canonical(signExtract(ORIGIN, foreign, signer)), vkey).ok).toBe(false)
})

test.each([
  ['ingen', undefined],
  ['roll', { roll: 'Äldre direkt' }],
  ['namn', { roll: 'Äldre direkt', namn: 'anna.hemlig' }],
] as const)(
  'with staff shown as %s an entry says %j, and never the cause, the reference or an officer’s words',
  (staff, expected) => {
    expect(STAFF_SHOWN).toContain(staff)
    const access = anAccess({
      slutanvandare: 'anna.hemlig',
      roll: 'aldre-direkt',
      orsak: 'skyddad',
      flaggor: ['skyddad-visad'],
    })
    const stored = { logg: 'bromma', nummer: 0, salt: 'x', atkomst: access }
    const entry = entryOf(stored, staff, names, { lov: '', bevis: [] })
    expect(entry.personal).toEqual(expected)
    for (const hidden of ['skyddad', access.personRef!, access.personnummerForseglat!, access.handelseId, 'relation'])
      expect(JSON.stringify(entry)).not.toContain(hidden)
    const review = { ...access, handelse: 'granskning', andamal: 'Misstanke mot anna.hemlig', visat: [] } as const
    const reviewed = entryOf({ ...stored, atkomst: review }, staff, names, { lov: '', bevis: [] })
    expect(reviewed).toMatchObject({
      andamal: null,
      arende: null,
      verksamhet: 'Granskare av loggen',
      resultat: 'atgard',
    })
    expect(JSON.stringify(reviewed)).not.toContain('Misstanke')
    const byItself = entryOf({ ...stored, atkomst: { ...access, identitet: 'system' } }, staff, names, {
      lov: '',
      bevis: [],
    })
    expect(byItself.personal).toBeUndefined()
  },
)
