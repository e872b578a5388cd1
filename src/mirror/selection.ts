import type { Informationsmangd } from '../informationsmangd.ts'
import type { Selection, ShownUppgift, UnreadItems } from '../access/selection.ts'
import type { SealedUppgift, MirroredPerson, Mirror } from './mirror.ts'
import { limitFields } from '../mapping/limit-fields.ts'
import type { Reach } from '../policy/reach.ts'

/** Opens what the reach permits, and nothing else; `falt` narrows the permission further. */
export function select(
  mirror: Pick<Mirror, 'open'>,
  person: MirroredPerson,
  reach: Reach,
  field: (mangd: Informationsmangd, allowed: ReadonlySet<string>) => ReadonlySet<string> = (_, allowed) => allowed,
): Selection {
  if (person.skyddad) return { shown: [], reason: 'skyddad' }
  if (person.uppgifter.length === 0) return { shown: [], reason: 'okand' }
  const shown: ShownUppgift[] = []
  const unread: UnreadItems[] = []
  for (const uppgift of withoutDoubleNames(person.uppgifter, reach)) {
    const isShown = field(uppgift.mangd, reach.decide(uppgift.stadsdel, uppgift.mangd).falt)
    if (isShown.size === 0) continue
    const { stadsdel, source, mangd } = uppgift
    const content = mirror.open(uppgift)
    const items = limitFields(content.items, isShown)
    if (items.length > 0) shown.push({ stadsdel, source, mangd, poster: items })
    if (content.unread > 0) unread.push({ stadsdel, source, count: content.unread })
  }
  shown.sort((a, b) => (a.stadsdel < b.stadsdel ? -1 : a.stadsdel > b.stadsdel ? 1 : 0))
  return { shown, reason: shown.length > 0 ? 'traff' : whyNothing(person.uppgifter, reach), unread }
}

/** A person has one name in the answer: the one read last, and only that one is opened. */
function withoutDoubleNames(uppgifter: readonly SealedUppgift[], reach: Reach): readonly SealedUppgift[] {
  let name: SealedUppgift | undefined
  for (const uppgift of uppgifter)
    if (uppgift.mangd === 'person' && reach.decide(uppgift.stadsdel, 'person').falt.size > 0)
      if (name === undefined || uppgift.readAt > name.readAt) name = uppgift
  return uppgifter.filter((uppgift) => uppgift.mangd !== 'person' || uppgift === name)
}

function whyNothing(uppgifter: readonly SealedUppgift[], reach: Reach): string {
  const reasons = new Set(uppgifter.map(({ stadsdel, mangd }) => reach.decide(stadsdel, mangd).reason))
  const first = ['hanvisning', 'avtal-saknas', 'identifiering', 'arende-saknas', 'roll', 'andamal'] as const
  // With something permitted and still nothing to show, the permitted kinds were empty.
  return reasons.has('tillaten') ? 'inga-uppgifter' : (first.find((reason) => reasons.has(reason)) ?? 'inga-uppgifter')
}

/** The items of one kind with their origin, in the order of the districts. */
export const list = (shown: readonly ShownUppgift[], mangd: Informationsmangd) =>
  shown
    .filter((one) => one.mangd === mangd)
    .flatMap(({ poster, stadsdel, source }) => poster.map((item) => ({ ...item, stadsdel, kalla: source })))
