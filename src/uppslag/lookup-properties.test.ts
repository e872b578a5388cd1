import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { minnesspegel } from '../../test/support/memory-mirror.ts'
import { testNycklar } from '../../test/support/keys.ts'
import {
  ANDAMAL,
  identifiering,
  LISTADE,
  policyer,
  ROLLER,
  STADSDELAR,
  tidpunkt,
  type Tidpunkt,
} from '../../test/support/random-policies.ts'
import { INFORMATIONSMANGDER, type Informationsmangd } from '../informationsmangd.ts'
import type { Identifiering, Policy } from '../policy/policy.ts'
import type { Uppslagsbegaran } from './uppslag-schema.ts'
import { createUppslag } from './uppslag.ts'
import { arNekad } from '../access/outcome.ts'

const PERSONNUMMER = '189001019802'
const nycklar = testNycklar(STADSDELAR)

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
  skyddadAv: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, fc.subarray([...STADSDELAR])),
})
const fragor = fc.record({
  roller: fc.subarray([...ROLLER, 'okand'], { minLength: 1 }),
  andamal: fc.constantFrom('pa', 'pb', ...ANDAMAL, 'okant'),
  arende: fc.constantFrom(undefined, 'A1'),
  identifiering,
  nar: tidpunkt,
})
type Fragan = typeof fragor extends fc.Arbitrary<infer T> ? T : never

/** An item in which every value says where it comes from; and one field that nobody has listed. */
function post({ stadsdel, mangd }: Uppgift) {
  const varde = (falt: string) => `${stadsdel} ${mangd} ${falt}`
  return mangd === 'faktura'
    ? {
        betalstatus: varde('betalstatus'),
        forfallodatum: varde('forfallodatum'),
        rader: [{ text: varde('rader.text'), konto: varde('rader.konto') }],
        journal: varde('journal'),
      }
    : Object.fromEntries([...LISTADE[mangd], 'journal'].map((falt) => [falt, varde(falt)]))
}

/** Every such value that stands anywhere in an answer. */
const varden = (svar: unknown): string[] =>
  typeof svar === 'string'
    ? /^(nord|syd|gamla) \S+ \S+$/.test(svar)
      ? [svar]
      : []
    : typeof svar === 'object' && svar !== null
      ? Object.values(svar).flatMap(varden)
      : []

/** No live read, no reference and no tillstånd is part of what these lookups ask for. */
const UTAN_MER = {
  referensMs: 60_000,
  tillstand: { gallande: async () => undefined },
  direkt: { fristMs: 1, las: async () => [], svaradeSenast: () => true, ansluten: () => true },
}

/** The rules once more, field by field and without a thought of speed. */
function tillatet(policy: Policy, roll: string, fraga: Fragan, { stadsdel, mangd }: Uppgift, falt: string): boolean {
  const { datum } = fraga.nar
  if (stadsdel === 'gamla' && datum > '2026-06-30') return false
  const avtal = policy.avtal.filter(
    (ett) => ett.stadsdel === stadsdel && ett.giltigFran <= datum && datum <= (ett.giltigTill ?? '9999'),
  )
  if (!avtal.some((ett) => ett.mangder.some((en) => en === mangd) && ett.andamal.some((en) => en === fraga.andamal)))
    return false
  const ettAndamal = Object.entries(policy.andamal).find(([kod]) => kod === fraga.andamal)?.[1]
  const enRoll = Object.entries(policy.roller).find(([kod]) => kod === roll)?.[1]
  for (const regel of [ettAndamal, enRoll]) {
    const lista = regel?.mangder[mangd]
    if (lista === undefined) return false
    if (lista !== '*' && !lista.includes(falt)) return false
  }
  if (ettAndamal === undefined || enRoll === undefined) return false
  if (fraga.andamal === 'spegling' && roll !== 'arendesystem') return false
  if (enRoll.oppettid !== undefined && enRoll.oppettid !== jobbar(fraga.nar)) return false
  const { kraverArende, hogreKrav } = ettAndamal
  if ((kraverArende === true || (kraverArende !== false && kraverArende.includes(mangd))) && fraga.arende === undefined)
    return false
  const krav = hogreKrav?.[mangd]
  const kraven = [ettAndamal.identifiering, typeof krav === 'object' ? krav[falt] : krav]
  return kraven.every((ett) => ett === undefined || NIVA[fraga.identifiering] >= NIVA[ett])
}

const NIVA: Readonly<Record<Identifiering, number>> = { ingen: 0, kontrollfragor: 1, motringning: 2, bankid: 3 }

/** Which of the two shifts works: Mondays and Fridays from 8 to 16.30, or whenever those do not. */
const jobbar = ({ veckodag, minut, helgdag }: Tidpunkt): 'dag' | 'natt' =>
  !helgdag && (veckodag === 'mandag' || veckodag === 'fredag') && minut >= 480 && minut < 990 ? 'dag' : 'natt'

test('an answer holds what agreement, role, purpose and protection all permit, and nothing else', async () => {
  let visade = 0
  await fc.assert(
    fc.asyncProperty(policyer, personer, fragor, async (policy, person, fraga) => {
      const spegel = minnesspegel(nycklar)
      for (const en of person.uppgifter) spegel.lagg(PERSONNUMMER, en.stadsdel, en.mangd, [post(en)])
      const { roller, andamal, arende, nar } = fraga
      const { skyddadAv } = person
      // A mirror that says so and hands out the uppgifter all the same.
      const skyddad = skyddadAv.length > 0
      const markt = {
        ...spegel,
        person: async (ref: string) => ({ ...(await spegel.person(ref)), skyddad, skyddadAv }),
      }
      const uppslag = createUppslag({ policy, spegel: markt, nycklar, klocka: () => new Date(nar.tid), ...UTAN_MER })
      const begaran: Uppslagsbegaran = {
        personnummer: PERSONNUMMER,
        andamal,
        ...(arende === undefined ? {} : { arende }),
        relation: 'sjalv',
        identifiering: fraga.identifiering,
      }
      const anropare = { slutanvandare: 'anna', identitet: 'token', klient: 'telefoni', roller, egenRef: null } as const
      const utgang = await uppslag(begaran, anropare)

      const tillatna = (roll: string) =>
        person.uppgifter.flatMap((en) =>
          LISTADE[en.mangd]
            .filter((falt) => person.skyddadAv.length === 0 && tillatet(policy, roll, fraga, en, falt))
            .map((falt) => `${en.stadsdel} ${en.mangd} ${falt}`),
        )
      if (arNekad(utgang)) {
        expect(spegel.lasta).toEqual([])
        expect(roller.flatMap(tillatna)).toEqual([])
        return
      }
      const [{ atkomst }] = utgang.poster
      const svar = utgang.body(utgang.poster.map(({ logg }) => ({ logg, nummer: 1 })))
      const visat = varden(svar)
      expect(roller).toContain(atkomst.roll)
      const far = tillatna(atkomst.roll ?? '')
      const namn = (alla: readonly string[], arNamn: boolean) =>
        alla.filter((en) => en.includes(' person ') === arNamn).sort()
      expect(namn(visat, false)).toEqual(namn(far, false))
      // A person has one name, whichever stadsdel it comes from.
      for (const ett of namn(visat, true)) expect(far).toContain(ett)
      expect(new Set(namn(visat, true).map((ett) => ett.split(' ')[0])).size).toBe(namn(far, true).length === 0 ? 0 : 1)
      if (JSON.stringify(svar).includes('"forfallen"')) expect(far.join()).toMatch(/betalstatus.*forfallodatum/)
      // The records name the same fields, in the log of the board that they come from.
      const loggade = utgang.poster.flatMap(({ logg, atkomst: { visat: mangder } }) =>
        mangder.flatMap(({ mangd, falt }) => falt.map((ett) => `${logg} ${mangd} ${ett}`)),
      )
      expect(loggade.filter((ett) => !ett.endsWith(' forfallen')).sort()).toEqual([...visat].sort())
      if (visat.length > 0) visade++
    }),
    { numRuns: 400 },
  )
  // A test that never saw anything would prove nothing.
  expect(visade).toBeGreaterThan(20)
})
