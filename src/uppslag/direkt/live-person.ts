import { INFORMATIONSMANGDER, type Informationsmangd } from '../../informationsmangd.ts'
import { limitFields } from '../../mapping/limit-fields.ts'
import type { ReadScope, ReadAnswer } from './live-query.ts'
import type { Reach } from '../../policy/reach.ts'
import type { Shown } from '../../access/selection.ts'

/** Of what the avtal lets us read, the kinds from which the reach opens anything: the rest of her is not read. */
export const onlyWhatIsShown = (scopes: readonly ReadScope[], reach: Pick<Reach, 'beslut'>): ReadScope[] =>
  scopes.map((scope) => ({
    ...scope,
    mangder: new Set([...scope.mangder].filter((mangd) => reach.beslut(scope.stadsdel, mangd).falt.size > 0)),
  }))

/** What was read, narrowed to what may be shown; of the person's names the one read last. */
export function displaysFrom(answer: readonly ReadAnswer[], reach: Pick<Reach, 'beslut'>): readonly Shown[] {
  const shownItems = answer.flatMap((one) =>
    !one.answered || one.person === undefined
      ? []
      : shown(one, one.person.uppgifter, reach).map((shown) => ({ shown, readAt: one.readAt })),
  )
  const name = shownItems
    .filter(({ shown }) => shown.mangd === 'person')
    .sort((a, b) => b.readAt.getTime() - a.readAt.getTime())[0]
  return shownItems
    .filter((one) => one.shown.mangd !== 'person' || one === name)
    .map(({ shown }) => shown)
    .sort((a, b) => (a.stadsdel < b.stadsdel ? -1 : a.stadsdel > b.stadsdel ? 1 : 0))
}

function shown(
  { kalla, stadsdel, mangder }: ReadScope,
  uppgifter: Partial<Record<Informationsmangd, Shown['poster']>>,
  reach: Pick<Reach, 'beslut'>,
): Shown[] {
  return INFORMATIONSMANGDER.filter((mangd) => mangder.has(mangd)).flatMap((mangd) => {
    const poster = limitFields(uppgifter[mangd] ?? [], reach.beslut(stadsdel, mangd).falt)
    return poster.length === 0 ? [] : [{ kalla, stadsdel, mangd, poster }]
  })
}
