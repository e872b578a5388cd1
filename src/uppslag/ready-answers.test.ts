import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { Type } from 'typebox'
import { testKeys } from '../../test/support/keys.ts'
import { memoryMirror } from '../../test/support/memory-mirror.ts'
import { WrittenJson } from '../access/outcome.ts'
import { createAnswerWriter } from '../api/answer-writer.ts'
import { createValidator } from '../api/validation.ts'
import { type Informationsmangd, INFORMATIONSMANGDER, KINDS } from '../informationsmangd.ts'
import { ANSWER_MEMBERS } from '../mapping/item-schemas.ts'
import { fieldName } from '../mapping/limit-fields.ts'
import type { Item } from '../mapping/person-items.ts'
import { select, selectReady } from '../mirror/selection.ts'
import type { Reach } from '../policy/reach.ts'
import { show } from './content.ts'

const PERSONNUMMER = '189001019802'
const STADSDELAR = ['bromma', 'jarva']
const TODAY = '2026-10-15'
const keys = testKeys(STADSDELAR)

const ROWS = ['radnummer', 'text', 'belopp']
const LEAVES = (mangd: Informationsmangd): readonly string[] =>
  Object.keys(KINDS[mangd].fields).flatMap((name) => (name === 'rader' ? ROWS.map((row) => `rader.${row}`) : [name]))

/** A value that its field's schema takes, or a text that looks like the structure of an item. */
function valueOf(mangd: Informationsmangd, field: string): fc.Arbitrary<Item[string]> {
  const {
    type,
    format,
    enum: words,
    pattern,
  } = KINDS[mangd].fields[field] as unknown as Readonly<Record<string, unknown>>
  if (Array.isArray(words)) return fc.constantFrom(...(words as string[]))
  if (type === 'boolean') return fc.boolean()
  // Rarely what its schema does not take: neither way answers then.
  const wrong = { arbitrary: fc.constant('inget tal'), weight: 1 }
  if (type === 'integer') return fc.oneof({ arbitrary: fc.integer(), weight: 300 }, wrong)
  if (type === 'number') return fc.integer().map((n) => n / 4)
  if (format === 'date') return fc.constantFrom('2026-10-14', '2026-10-15', '2026-10-16')
  if (pattern !== undefined) return fc.constant('2026-09')
  return fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('"},{"', ',"rader":[', '\n', 'å\\"', '\u2028', ',"betalstatus":"betald"'),
  )
}

const row = fc.record(
  { radnummer: fc.integer(), text: fc.string(), belopp: fc.integer(), account: fc.constant('okonterad') },
  { requiredKeys: [] },
)
const itemsOf = (mangd: Informationsmangd): fc.Arbitrary<readonly Item[]> =>
  fc.array(
    fc.record(
      {
        ...Object.fromEntries(
          Object.keys(KINDS[mangd].fields).map((field) => [
            field,
            field === 'rader' ? fc.array(row, { maxLength: 3 }) : valueOf(mangd, field),
          ]),
        ),
        ...(mangd === 'avgift' || mangd === 'faktura' ? { journal: fc.constant('aldrig visad') } : {}),
      },
      { requiredKeys: [] },
    ),
    { maxLength: 3 },
  )

const persons = fc.tuple(
  ...INFORMATIONSMANGDER.flatMap((mangd) =>
    STADSDELAR.map((stadsdel) =>
      fc.record({
        mangd: fc.constant(mangd),
        stadsdel: fc.constant(stadsdel),
        items: itemsOf(mangd),
        // All that the kind has, or some of it: also with names that it does not have.
        allowed: fc.oneof(
          fc.constant([...LEAVES(mangd), 'journal']),
          fc.constant(LEAVES(mangd)),
          fc.subarray([...LEAVES(mangd), 'rader', 'rader.account']),
        ),
        unread: fc.constantFrom(0, 0, 2),
      }),
    ),
  ),
)

const writeAnswer = createAnswerWriter(Type.Object(ANSWER_MEMBERS, { additionalProperties: false }), createValidator())
const isAllowed = (field: string): boolean => !field.startsWith('journal') && !field.endsWith('account')

test('what is not parsed is answered and recorded as what is narrowed, byte for byte, whatever is permitted', async () => {
  let readyMembers = 0
  await fc.assert(
    fc.asyncProperty(persons, async (uppgifter) => {
      const mirror = memoryMirror(keys)
      const allowed = new Map(
        uppgifter.map(({ mangd, stadsdel, allowed }) => [
          `${stadsdel}/${mangd}`,
          new Set(allowed.filter((one) => isAllowed(one))),
        ]),
      )
      for (const { mangd, stadsdel, items, unread } of uppgifter) {
        mirror.put(PERSONNUMMER, stadsdel, mangd, items)
        if (unread > 0) mirror.putUnread(PERSONNUMMER, stadsdel, mangd, unread)
      }
      const reach: Reach = {
        roll: 'r',
        decide: (stadsdel, mangd) => ({
          falt: allowed.get(`${stadsdel}/${mangd}`) ?? new Set(),
          reason: 'tillaten',
        }),
      }
      const person = await mirror.person(keys.personRef(PERSONNUMMER))
      const ref = ({ fakturanummer, stadsdel }: { readonly stadsdel: string; readonly fakturanummer?: unknown }) =>
        typeof fakturanummer === 'string' ? `${String(stadsdel)}${String(fakturanummer.length)}` : undefined
      const [whole, narrowed] = [selectReady(mirror, person, reach), select(mirror, person, reach)]
      const [ready, parsed] = [show(whole, TODAY, ref), show(narrowed, TODAY, ref)]
      readyMembers += Object.values(ready.content).filter((one) => (one as unknown) instanceof WrittenJson).length
      const text = writeAnswer(ready.content)
      expect(text).toBe(writeAnswer(parsed.content))
      expect(text ?? '').not.toMatch(/aldrig visad|okonterad|inget tal/)
      expect(whole.unread).toEqual(narrowed.unread)
      expect(ready.visat.reason).toBe(parsed.visat.reason)
      const recorded = ({ shown }: typeof whole) =>
        shown.map(({ stadsdel, mangd, poster, ready }) => [stadsdel, mangd, ready?.fields ?? fieldName(poster)])
      expect(recorded(ready.visat)).toEqual(recorded(parsed.visat))
    }),
    { numRuns: 100 },
  )
  // Otherwise nothing was compared.
  expect(readyMembers).toBeGreaterThan(100)
})
