import { INFORMATIONSMANGDER, type Informationsmangd } from '../../informationsmangd.ts'
import { begransa } from '../../mapping/limit-fields.ts'
import type { Lasomrade, Lassvar } from './live-query.ts'
import type { Rackvidd } from '../../policy/reach.ts'
import type { Visning } from '../../mirror/selection.ts'

/** Of what the avtal lets us read, the kinds from which the reach opens anything: the rest of her is not read. */
export const baraDetSomVisas = (omraden: readonly Lasomrade[], rackvidd: Pick<Rackvidd, 'beslut'>): Lasomrade[] =>
  omraden.map((omrade) => ({
    ...omrade,
    mangder: new Set([...omrade.mangder].filter((mangd) => rackvidd.beslut(omrade.stadsdel, mangd).falt.size > 0)),
  }))

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
