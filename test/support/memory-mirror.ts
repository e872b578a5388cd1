import type { Informationsmangd, KallaNamn } from '../../src/informationsmangd.ts'
import type { Nycklar } from '../../src/platform/keys/keys.ts'
import type { Post } from '../../src/mapping/person-items.ts'
import type { ForsegladUppgift, Kallstatus, Spegel } from '../../src/mirror/mirror.ts'

export interface Minnesspegel extends Spegel {
  lagg(personnummer: string, stadsdel: string, mangd: Informationsmangd, poster: readonly Post[], last?: string): void
  skydda(personnummer: string, stadsdel: string): void
  /** Makes a search reference collide: this person is a candidate for it as well. */
  kollidera(varde: string, personnummer: string): void
  statusar: Kallstatus[]
  /** personRefs read, and uppgifter opened as `stadsdel/mangd`, since the last `glom`. */
  readonly lasta: string[]
  readonly oppnade: string[]
  glom(): void
  /** As if nobody had ever been mirrored. */
  tom(): void
  /** What every read throws while set. */
  trasig?: Error
}

/** A mirror in memory with real sealing; search references collide when told to. */
export function minnesspegel(nycklar: Nycklar): Minnesspegel {
  const personer = new Map<string, { uppgifter: ForsegladUppgift[]; skyddadAv: string[] }>()
  const sokbara = new Map<string, Set<string>>()
  const hos = (personnummer: string) => {
    const ref = nycklar.personRef(personnummer)
    const person = personer.get(ref) ?? { uppgifter: [], skyddadAv: [] }
    personer.set(ref, person)
    return { ref, person }
  }
  const kandidat = (varde: string, ref: string) => sokbara.set(varde, (sokbara.get(varde) ?? new Set()).add(ref))

  const spegel: Minnesspegel = {
    statusar: [],
    lasta: [],
    oppnade: [],
    glom() {
      spegel.lasta.length = 0
      spegel.oppnade.length = 0
    },
    tom() {
      personer.clear()
      sokbara.clear()
    },
    lagg(personnummer, stadsdel, mangd, poster, last = '2026-10-15T02:00:00Z') {
      const { ref, person } = hos(personnummer)
      const kalla: KallaNamn = mangd === 'faktura' ? 'agresso' : 'paraplyet'
      const uppgiftRef = nycklar.uppgiftRef(ref, stadsdel, kalla, mangd)
      const forseglad = nycklar.forsegla(stadsdel, mangd, uppgiftRef, JSON.stringify(poster))
      person.uppgifter.push({ uppgiftRef, stadsdel, kalla, mangd, version: 1, last: new Date(last), forseglad })
      for (const { ocrNummer, fakturanummer } of poster)
        for (const varde of [ocrNummer, fakturanummer]) if (typeof varde === 'string') kandidat(varde, ref)
    },
    skydda(personnummer, stadsdel) {
      hos(personnummer).person.skyddadAv.push(stadsdel)
    },
    kollidera(varde, personnummer) {
      kandidat(varde, nycklar.personRef(personnummer))
    },
    async person(personRef) {
      spegel.lasta.push(personRef)
      if (spegel.trasig !== undefined) throw spegel.trasig
      const { uppgifter, skyddadAv } = personer.get(personRef) ?? { uppgifter: [], skyddadAv: [] }
      const skyddad = skyddadAv.length > 0
      return { personRef, skyddad, skyddadAv, uppgifter: skyddad ? [] : uppgifter }
    },
    async sok(_slag, varde) {
      return [...(sokbara.get(varde) ?? [])]
    },
    oppna(uppgift) {
      spegel.oppnade.push(`${uppgift.stadsdel}/${uppgift.mangd}`)
      if (nycklar.generation(uppgift.stadsdel, uppgift.mangd) === undefined) return []
      return JSON.parse(
        nycklar.oppna(uppgift.stadsdel, uppgift.mangd, uppgift.uppgiftRef, uppgift.forseglad),
      ) as readonly Post[]
    },
    async kallstatus() {
      if (spegel.trasig !== undefined) throw spegel.trasig
      return spegel.statusar
    },
  }
  return spegel
}
