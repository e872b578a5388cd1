import type { Selection, ShownUppgift, UnreadItems } from '../access/selection.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import { decoded } from '../mapping/byte-text.ts'
import { type Content, contentFrom } from '../mapping/content.ts'
import { limitFields } from '../mapping/limit-fields.ts'
import { readyItems } from '../mapping/ready-items.ts'
import type { Reach } from '../policy/reach.ts'
import type { Mirror, MirroredPerson, SealedUppgift } from './mirror.ts'

/** Opens what the reach permits, and nothing else; `field` narrows the permission further. */
export const select = (
  mirror: Pick<Mirror, 'open'>,
  person: MirroredPerson,
  reach: Reach,
  field: (mangd: Informationsmangd, allowed: ReadonlySet<string>) => ReadonlySet<string> = (_, allowed) => allowed,
): Selection =>
  selectBy(person, reach, (uppgift, allowed) => {
    const isShown = field(uppgift.mangd, allowed)
    return isShown.size === 0 ? NOTHING : narrowed(mirror.open(uppgift), isShown)
  })

/** The same for an answer: what is permitted whole is not parsed. */
export const selectReady = (mirror: Pick<Mirror, 'openText'>, person: MirroredPerson, reach: Reach): Selection =>
  selectBy(person, reach, (uppgift, allowed) => {
    const text = allowed.size === 0 ? undefined : mirror.openText(uppgift)
    if (text === undefined) return NOTHING
    const ready = readyItems(uppgift.mangd, text, allowed)
    if (ready === undefined) return narrowed(contentFrom(decoded(text)), allowed)
    const { fields, texts, unread } = ready
    return { poster: [], ready: { fields, texts }, unread }
  })

type Opened = Pick<ShownUppgift, 'poster' | 'ready'> & { readonly unread: number }
const NOTHING: Opened = { poster: [], unread: 0 }

const narrowed = ({ items, unread }: Content, isShown: ReadonlySet<string>): Opened => ({
  poster: limitFields(items, isShown),
  unread,
})

function selectBy(
  person: MirroredPerson,
  reach: Reach,
  open: (uppgift: SealedUppgift, allowed: ReadonlySet<string>) => Opened,
): Selection {
  if (person.skyddad) return { shown: [], reason: 'skyddad' }
  if (person.uppgifter.length === 0) return { shown: [], reason: 'okand' }
  const shown: ShownUppgift[] = []
  const unreadItems: UnreadItems[] = []
  for (const uppgift of withoutDoubleNames(person.uppgifter, reach)) {
    const { stadsdel, source, mangd } = uppgift
    const { unread, poster, ready } = open(uppgift, reach.decide(stadsdel, mangd).falt)
    if (ready !== undefined) shown.push({ stadsdel, source, mangd, poster, ready })
    else if (poster.length > 0) shown.push({ stadsdel, source, mangd, poster })
    if (unread > 0) unreadItems.push({ stadsdel, source, count: unread })
  }
  shown.sort((a, b) => (a.stadsdel < b.stadsdel ? -1 : a.stadsdel > b.stadsdel ? 1 : 0))
  return { shown, reason: shown.length > 0 ? 'traff' : whyNothing(person.uppgifter, reach), unread: unreadItems }
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
