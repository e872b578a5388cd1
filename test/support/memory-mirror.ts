import type { Informationsmangd, SourceName } from '../../src/informationsmangd.ts'
import { byteText, decoded } from '../../src/mapping/byte-text.ts'
import { contentFrom, NO_CONTENT } from '../../src/mapping/content.ts'
import type { Item } from '../../src/mapping/person-items.ts'
import { sealedText } from '../../src/mapping/ready-items.ts'
import type { Mirror, SealedUppgift, SourceStatus } from '../../src/mirror/mirror.ts'
import type { Keys } from '../../src/platform/keys/keys.ts'

export interface MemoryMirror extends Mirror {
  put(personnummer: string, stadsdel: string, mangd: Informationsmangd, items: readonly Item[], last?: string): void
  /** Beside the items that were put, this many could not be read. */
  putUnread(personnummer: string, stadsdel: string, mangd: Informationsmangd, unread: number): void
  /** An invoice that could not be read, of nobody who is known when no number is given, has this reference. */
  unreadInvoice(value: string, personnummer?: string): void
  protect(personnummer: string, stadsdel: string): void
  /** Makes a search reference collide: this person is a candidate for it as well. */
  collide(value: string, personnummer: string): void
  statuses: SourceStatus[]
  /** personRefs read, and uppgifter opened as `stadsdel/mangd`, since the last `glom`. */
  readonly read: string[]
  readonly opened: string[]
  forget(): void
  /** As if nobody had ever been mirrored. */
  empty(): void
  /** What every read throws while set. */
  broken?: Error
}

/** A mirror in memory with real sealing; search references collide when told to. */
export function memoryMirror(keys: Keys): MemoryMirror {
  const personer = new Map<string, { uppgifter: SealedUppgift[]; flaggedBy: string[] }>()
  const searchable = new Map<string, Set<string>>()
  const unreadOf = new Map<string, (string | null)[]>()
  const at = (personnummer: string) => {
    const ref = keys.personRef(personnummer)
    const person = personer.get(ref) ?? { uppgifter: [], flaggedBy: [] }
    personer.set(ref, person)
    return { ref, person }
  }
  const candidate = (value: string, ref: string) => searchable.set(value, (searchable.get(value) ?? new Set()).add(ref))

  const mirror: MemoryMirror = {
    statuses: [],
    read: [],
    opened: [],
    forget() {
      mirror.read.length = 0
      mirror.opened.length = 0
    },
    empty() {
      personer.clear()
      searchable.clear()
    },
    put(personnummer, stadsdel, mangd, items, last = '2026-10-15T02:00:00Z') {
      const { ref, person } = at(personnummer)
      const source: SourceName = mangd === 'faktura' ? 'agresso' : 'paraplyet'
      const uppgiftRef = keys.uppgiftRef(ref, stadsdel, source, mangd)
      const sealed = keys.seal(stadsdel, mangd, uppgiftRef, sealedText(mangd, { items, unread: 0 }))
      person.uppgifter.push({ uppgiftRef, stadsdel, source, mangd, version: 1, readAt: new Date(last), sealed })
      for (const { ocrNummer, fakturanummer } of items)
        for (const value of [ocrNummer, fakturanummer]) if (typeof value === 'string') candidate(value, ref)
    },
    putUnread(personnummer, stadsdel, mangd, unread) {
      const { person } = at(personnummer)
      const matches = (one: SealedUppgift): boolean => one.stadsdel === stadsdel && one.mangd === mangd
      if (!person.uppgifter.some(matches)) mirror.put(personnummer, stadsdel, mangd, [])
      person.uppgifter = person.uppgifter.map((one) => {
        if (!matches(one)) return one
        const { items } = contentFrom(keys.open(stadsdel, mangd, one.uppgiftRef, one.sealed))
        return { ...one, sealed: keys.seal(stadsdel, mangd, one.uppgiftRef, sealedText(mangd, { items, unread })) }
      })
    },
    unreadInvoice(value, personnummer) {
      const of = personnummer === undefined ? null : keys.personRef(personnummer)
      unreadOf.set(value, [...(unreadOf.get(value) ?? []), of])
    },
    protect(personnummer, stadsdel) {
      at(personnummer).person.flaggedBy.push(stadsdel)
    },
    collide(value, personnummer) {
      candidate(value, keys.personRef(personnummer))
    },
    async person(personRef) {
      mirror.read.push(personRef)
      if (mirror.broken !== undefined) throw mirror.broken
      const { uppgifter, flaggedBy } = personer.get(personRef) ?? { uppgifter: [], flaggedBy: [] }
      const isProtected = flaggedBy.length > 0
      return { personRef, skyddad: isProtected, flaggedBy, uppgifter: isProtected ? [] : uppgifter }
    },
    async search(_kind, value) {
      return { personRefs: [...(searchable.get(value) ?? [])], unreadOf: unreadOf.get(value) ?? [] }
    },
    open(uppgift) {
      const text = mirror.openText(uppgift)
      return text === undefined ? NO_CONTENT : contentFrom(decoded(text))
    },
    openText({ stadsdel, mangd, uppgiftRef, sealed }) {
      mirror.opened.push(`${stadsdel}/${mangd}`)
      return keys.generation(stadsdel, mangd) === undefined
        ? undefined
        : byteText(keys.openBytes(stadsdel, mangd, uppgiftRef, sealed))
    },
    async sourceStatus() {
      if (mirror.broken !== undefined) throw mirror.broken
      return mirror.statuses
    },
  }
  return mirror
}
