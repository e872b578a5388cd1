import { INFORMATIONSMANGDER, KALLOR, MANGDER_AV_KALLA, type Informationsmangd } from '../informationsmangd.ts'
import { begransa } from '../policy/begransa.ts'
import type { Stadsdel } from '../policy/policy.ts'
import type { Lasomrade, Lassvar } from './lasning.ts'
import type { Rackvidd } from './rackvidd.ts'
import type { Visning } from './urval.ts'
import type { Kallrad } from './uppslag-schema.ts'

/** Every source × stadsdel from which the reach opens anything, with the kinds that it opens: the rest is not read. */
export const omradenInom = (stadsdelar: readonly Stadsdel[], rackvidd: Pick<Rackvidd, 'beslut'>): Lasomrade[] =>
  KALLOR.flatMap((kalla) =>
    stadsdelar.flatMap(({ kod }) => {
      const mangder = MANGDER_AV_KALLA[kalla].filter((mangd) => rackvidd.beslut(kod, mangd).falt.size > 0)
      return mangder.length === 0 ? [] : [{ kalla, stadsdel: kod, mangder: new Set(mangder) }]
    }),
  )

/** What was read, narrowed to what may be shown; of the person's names the one read last. */
export function visningarUr(svar: readonly Lassvar[], rackvidd: Pick<Rackvidd, 'beslut'>): readonly Visning[] {
  const visningar = svar.flatMap((ett) =>
    !ett.svarade || ett.person === undefined
      ? []
      : visade(ett, ett.person.uppgifter, rackvidd).map((visning) => ({ visning, last: ett.last })),
  )
  const namnet = visningar
    .filter(({ visning }) => visning.mangd === 'person')
    .sort((a, b) => b.last.getTime() - a.last.getTime())[0]
  return visningar
    .filter((en) => en.visning.mangd !== 'person' || en === namnet)
    .map(({ visning }) => visning)
    .sort((a, b) => (a.stadsdel < b.stadsdel ? -1 : a.stadsdel > b.stadsdel ? 1 : 0))
}

function visade(
  { kalla, stadsdel, mangder }: Lasomrade,
  uppgifter: Partial<Record<Informationsmangd, Visning['poster']>>,
  rackvidd: Pick<Rackvidd, 'beslut'>,
): Visning[] {
  return INFORMATIONSMANGDER.filter((mangd) => mangder.has(mangd)).flatMap((mangd) => {
    const poster = begransa(uppgifter[mangd] ?? [], rackvidd.beslut(stadsdel, mangd).falt)
    return poster.length === 0 ? [] : [{ kalla, stadsdel, mangd, poster }]
  })
}

/** The rows of an answer that was read now; those that were not asked stay as they are. */
export function direktrader(rader: readonly Kallrad[], svar: readonly Lassvar[]): Kallrad[] {
  const lasta = new Map(svar.map((ett) => [`${ett.kalla}/${ett.stadsdel}`, ett]))
  return rader.map((rad) => {
    const ett = lasta.get(`${rad.kalla}/${rad.stadsdel}`)
    if (ett === undefined) return rad
    return ett.svarade
      ? { ...rad, status: 'aktuell', speglad: null, forklaring: 'Källan lästes direkt för det här svaret.' }
      : { ...rad, status: 'ej-svar', speglad: null, forklaring: 'Källan svarade inte. Ingenting därifrån visas.' }
  })
}
