import type { Informationsmangd, KallaNamn } from '../informationsmangd.ts'
import type { Post } from '../mapping/person-items.ts'
import type { ForsegladUppgift, SpegladPerson, Spegel } from './mirror.ts'
import { begransa } from '../mapping/limit-fields.ts'
import type { Rackvidd } from '../policy/reach.ts'

/** What of one uppgift may be shown. */
export interface Visning {
  readonly stadsdel: string
  readonly kalla: KallaNamn
  readonly mangd: Informationsmangd
  readonly poster: readonly Post[]
}

/** `orsak` is for the access log: `traff`, or why nothing came of it. */
export interface Urval {
  readonly visningar: readonly Visning[]
  readonly orsak: string
}

/** Opens what the reach permits, and nothing else; `falt` narrows the permission further. */
export function gorUrval(
  spegel: Pick<Spegel, 'oppna'>,
  person: SpegladPerson,
  rackvidd: Rackvidd,
  falt: (mangd: Informationsmangd, tillatna: ReadonlySet<string>) => ReadonlySet<string> = (_, tillatna) => tillatna,
): Urval {
  if (person.skyddad) return { visningar: [], orsak: 'skyddad' }
  if (person.uppgifter.length === 0) return { visningar: [], orsak: 'okand' }
  const visningar: Visning[] = []
  for (const uppgift of utanDubblaNamn(person.uppgifter, rackvidd)) {
    const visas = falt(uppgift.mangd, rackvidd.beslut(uppgift.stadsdel, uppgift.mangd).falt)
    if (visas.size === 0) continue
    const { stadsdel, kalla, mangd } = uppgift
    const poster = begransa(spegel.oppna(uppgift), visas)
    if (poster.length > 0) visningar.push({ stadsdel, kalla, mangd, poster })
  }
  visningar.sort((a, b) => (a.stadsdel < b.stadsdel ? -1 : a.stadsdel > b.stadsdel ? 1 : 0))
  return { visningar, orsak: visningar.length > 0 ? 'traff' : varforInget(person.uppgifter, rackvidd) }
}

/** A person has one name in the answer: the one read last, and only that one is opened. */
function utanDubblaNamn(uppgifter: readonly ForsegladUppgift[], rackvidd: Rackvidd): readonly ForsegladUppgift[] {
  let namnet: ForsegladUppgift | undefined
  for (const uppgift of uppgifter)
    if (uppgift.mangd === 'person' && rackvidd.beslut(uppgift.stadsdel, 'person').falt.size > 0)
      if (namnet === undefined || uppgift.last > namnet.last) namnet = uppgift
  return uppgifter.filter((uppgift) => uppgift.mangd !== 'person' || uppgift === namnet)
}

function varforInget(uppgifter: readonly ForsegladUppgift[], rackvidd: Rackvidd): string {
  const orsaker = new Set(uppgifter.map(({ stadsdel, mangd }) => rackvidd.beslut(stadsdel, mangd).orsak))
  const forst = ['avtal-saknas', 'identifiering', 'arende-saknas', 'roll', 'andamal'] as const
  // With something permitted and still nothing to show, the permitted kinds were empty.
  return orsaker.has('tillaten') ? 'inga-uppgifter' : (forst.find((orsak) => orsaker.has(orsak)) ?? 'inga-uppgifter')
}
