import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { testKeys } from '../../test/support/keys.ts'
import { memoryMirror } from '../../test/support/memory-mirror.ts'
import {
  ANDAMAL,
  identifiering,
  type Instant,
  instant,
  LISTED,
  policies,
  ROLLER,
  STADSDELAR,
} from '../../test/support/random-policies.ts'
import { isRefused } from '../access/outcome.ts'
import { type Informationsmangd, INFORMATIONSMANGDER } from '../informationsmangd.ts'
import type { Identifiering, Policy } from '../policy/policy.ts'
import { createUppslag } from './uppslag.ts'
import type { Uppslagsbegaran } from './uppslag-schema.ts'

const PERSONNUMMER = '189001019802'
const keys = testKeys(STADSDELAR)

interface Uppgift {
  readonly stadsdel: string
  readonly mangd: Informationsmangd
}
const UPPGIFTER: readonly Uppgift[] = STADSDELAR.flatMap((stadsdel) =>
  INFORMATIONSMANGDER.map((mangd) => ({ stadsdel, mangd })),
)
/** Some uppgifter, and the stadsdelar that say that the identity is protected. */
const personer = fc.record({
  uppgifter: fc.subarray([...UPPGIFTER], { minLength: 8 }),
  flaggedBy: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, fc.subarray([...STADSDELAR])),
})
const queries = fc.record({
  roller: fc.subarray([...ROLLER, 'okand'], { minLength: 1 }),
  andamal: fc.constantFrom('pa', 'pb', ...ANDAMAL, 'okant'),
  arende: fc.constantFrom(undefined, 'A1'),
  identifiering,
  when: instant,
  /** By the open case instead of the number; the case is then named. */
  byCase: fc.boolean(),
})
type Query = typeof queries extends fc.Arbitrary<infer T> ? T : never

/** An item in which every value says where it comes from; and one field that nobody has listed. */
function item({ stadsdel, mangd }: Uppgift) {
  const value = (field: string) => `${stadsdel} ${mangd} ${field}`
  return mangd === 'faktura'
    ? {
        betalstatus: value('betalstatus'),
        forfallodatum: value('forfallodatum'),
        rader: [{ text: value('rader.text'), account: value('rader.account') }],
        journal: value('journal'),
      }
    : Object.fromEntries([...LISTED[mangd], 'journal'].map((field) => [field, value(field)]))
}

/** Every such value that stands anywhere in an answer. */
const values = (answer: unknown): string[] =>
  typeof answer === 'string'
    ? /^(nord|syd|gamla) \S+ \S+$/.test(answer)
      ? [answer]
      : []
    : typeof answer === 'object' && answer !== null
      ? Object.values(answer).flatMap(values)
      : []

/** No live read, no reference and no tillstånd is part of what these lookups ask for. */
const BARE = {
  referenceMs: 60_000,
  tillstand: { inForce: async () => undefined },
  arenden: {
    ownerOf: async () => 'telefoni',
    fetch: async () => ({ personRef: keys.personRef(PERSONNUMMER) }),
  },
  direkt: { fristMs: 1, read: async () => [], lastAnswered: () => true, connected: () => true },
}

/** The rules once more, field by field and without a thought of speed. */
function allowed(policy: Policy, roll: string, query: Query, { stadsdel, mangd }: Uppgift, field: string): boolean {
  const { date } = query.when
  if (stadsdel === 'gamla' && date > '2026-06-30') return false
  const avtal = policy.avtal.filter(
    (one) => one.stadsdel === stadsdel && one.giltigFran <= date && date <= (one.giltigTill ?? '9999'),
  )
  if (
    !avtal.some((one) => one.mangder.some((one) => one === mangd) && one.andamal.some((one) => one === query.andamal))
  )
    return false
  const anAndamal = Object.entries(policy.andamal).find(([code]) => code === query.andamal)?.[1]
  const aRoll = Object.entries(policy.roller).find(([code]) => code === roll)?.[1]
  for (const rule of [anAndamal, aRoll]) {
    const list = rule?.mangder[mangd]
    if (list === undefined) return false
    if (list !== '*' && !list.includes(field)) return false
  }
  if (anAndamal === undefined || aRoll === undefined) return false
  if (query.andamal === 'spegling' && roll !== 'arendesystem') return false
  if (aRoll.oppettid !== undefined && aRoll.oppettid !== works(query.when)) return false
  const { kraverArende, hogreKrav } = anAndamal
  if ((kraverArende === true || (kraverArende !== false && kraverArende.includes(mangd))) && query.arende === undefined)
    return false
  const requirement = hogreKrav?.[mangd]
  const requirements = [anAndamal.identifiering, typeof requirement === 'object' ? requirement[field] : requirement]
  return requirements.every((one) => one === undefined || LEVEL[query.identifiering] >= LEVEL[one])
}

const LEVEL: Readonly<Record<Identifiering, number>> = { ingen: 0, kontrollfragor: 1, motringning: 2, bankid: 3 }

/** Which of the two shifts works: Mondays and Fridays from 8 to 16.30, or whenever those do not. */
const works = ({ weekday, minute, holiday }: Instant): 'day' | 'night' =>
  !holiday && (weekday === 'mandag' || weekday === 'fredag') && minute >= 480 && minute < 990 ? 'day' : 'night'

test('an answer holds what agreement, role, purpose and protection all permit, and nothing else', async () => {
  const shownItems: [number, number] = [0, 0]
  await fc.assert(
    fc.asyncProperty(policies, personer, queries, async (policy, person, query) => {
      const mirror = memoryMirror(keys)
      for (const one of person.uppgifter) mirror.put(PERSONNUMMER, one.stadsdel, one.mangd, [item(one)])
      const { roller, andamal, arende, when } = query
      const byCase = query.byCase && arende !== undefined
      const { flaggedBy } = person
      // A mirror that says so and hands out the uppgifter all the same.
      const isProtected = flaggedBy.length > 0
      const marked = {
        ...mirror,
        person: async (ref: string) => ({ ...(await mirror.person(ref)), skyddad: isProtected, flaggedBy }),
      }
      const uppslag = createUppslag({ policy, mirror: marked, keys, clock: () => new Date(when.tid), ...BARE })
      const request: Uppslagsbegaran = {
        ...(byCase ? {} : { personnummer: PERSONNUMMER }),
        andamal,
        ...(arende === undefined ? {} : { arende }),
        relation: 'sjalv',
        identifiering: query.identifiering,
      }
      const who = { slutanvandare: 'anna', identitet: 'token', utfardare: 'inloggning', klient: 'telefoni' } as const
      const caller = { ...who, roller, ownRef: 'AbCdEfGhIjKlMnOpQrStUv' }
      const outcome = await uppslag(request, caller)

      const allowedOnes = (roll: string) =>
        person.uppgifter.flatMap((one) =>
          LISTED[one.mangd]
            .filter((field) => person.flaggedBy.length === 0 && allowed(policy, roll, query, one, field))
            .map((field) => `${one.stadsdel} ${one.mangd} ${field}`),
        )
      if (isRefused(outcome)) {
        expect(mirror.read).toEqual([])
        expect(roller.flatMap(allowedOnes)).toEqual([])
        return
      }
      const [{ access }] = outcome.poster
      const answer = outcome.body(outcome.poster.map(({ logg }) => ({ logg, nummer: 1 })))
      const shown = values(answer)
      expect(roller).toContain(access.roll)
      const may = allowedOnes(access.roll ?? '')
      const name = (all: readonly string[], isName: boolean) =>
        all.filter((one) => one.includes(' person ') === isName).sort()
      expect(name(shown, false)).toEqual(name(may, false))
      // A person has one name, whichever stadsdel it comes from.
      for (const one of name(shown, true)) expect(may).toContain(one)
      expect(new Set(name(shown, true).map((one) => one.split(' ')[0])).size).toBe(name(may, true).length === 0 ? 0 : 1)
      if (JSON.stringify(answer).includes('"forfallen"')) expect(may.join()).toMatch(/betalstatus.*forfallodatum/)
      // The records name the same fields, in the log of the board that they come from.
      const logged = outcome.poster.flatMap(({ logg, access: { visat: mangder } }) =>
        mangder.flatMap(({ mangd, falt }) => falt.map((one) => `${logg} ${mangd} ${one}`)),
      )
      expect(logged.filter((one) => !one.endsWith(' forfallen')).sort()).toEqual([...shown].sort())
      if (shown.length > 0) shownItems[byCase ? 1 : 0]++
    }),
    { numRuns: 400 },
  )
  // A test that never saw anything would prove nothing.
  for (const count of shownItems) expect(count).toBeGreaterThan(3)
})
