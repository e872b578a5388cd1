import type { Berikning, Kategori, Spegling } from './schemas.ts'

/** What the hub answered when it was told of a case; `status` is 0 when there was no answer. */
export interface Hubbsvar {
  readonly status: number
  readonly berikning?: unknown
}

export interface Arende extends Partial<Kategori> {
  readonly arendeId: string
  readonly personnummer: string
  readonly andamal: string
  readonly status: 'oppet' | 'stangt'
  readonly hubbsvar?: Hubbsvar
  /** What the hub has told since. */
  berikning?: Berikning
}

export type Utfall = { readonly version: number } | 'okant-arende' | 'tar-inte-emot'

/** A removed uppgift leaves its version behind, so that an older write that comes late does not bring it back. */
interface Plats {
  version: number
  spegling?: Spegling
}
interface Akt {
  arende: Arende
  /** Of the newest berikning, or of the newest removal, which takes it away. */
  berikningsversion: number
  rensad: boolean
  readonly platser: Map<string, Plats>
}

export interface Arendelager {
  skapa(personnummer: string, andamal: string): Arende
  /** Undefined when there is no such case. */
  andra(arendeId: string, andring: Partial<Omit<Arende, 'arendeId' | 'personnummer' | 'andamal'>>): Arende | undefined
  arende(arendeId: string): Arende | undefined
  speglingar(arendeId: string): Spegling[]
  /** Open cases in the order they were opened, after `efter`, at most `antal`. */
  oppna(antal: number, efter?: string): Arende[]
  skriv(arendeId: string, spegling: Spegling): Utfall
  berika(arendeId: string, berikning: Berikning): Utfall
  taBort(arendeId: string, uppgiftRef: string, version: number): Utfall
  /** Removes every spegling and refuses new ones until the case is opened again. Undefined when there is no such case. */
  rensa(arendeId: string): number | undefined
}

/** `serie` tells this run's case numbers from those of a run before, so that none comes to stand for another person. */
export function skapaArendelager(serie: string): Arendelager {
  const akter = new Map<string, Akt>()
  let nummer = 0

  return {
    skapa(personnummer, andamal) {
      nummer += 1
      const arendeId = `kc-${serie}-${String(nummer).padStart(9, '0')}`
      const arende: Arende = { arendeId, personnummer, andamal, status: 'oppet' }
      akter.set(arendeId, { arende, berikningsversion: 0, rensad: false, platser: new Map() })
      return arende
    },
    andra(arendeId, andring) {
      const akt = akter.get(arendeId)
      if (akt === undefined) return undefined
      if (akt.arende.status === 'stangt' && andring.status === 'oppet') akt.rensad = false
      return (akt.arende = { ...akt.arende, ...andring })
    },
    arende: (arendeId) => akter.get(arendeId)?.arende,
    speglingar: (arendeId) =>
      [...(akter.get(arendeId)?.platser.values() ?? [])].flatMap(({ spegling }) => spegling ?? []),
    oppna(antal, efter = '') {
      const sida: Arende[] = []
      for (const [arendeId, { arende }] of akter) {
        if (sida.length === antal) break
        if (arendeId > efter && arende.status === 'oppet') sida.push(arende)
      }
      return sida
    },
    skriv(arendeId, spegling) {
      const akt = akter.get(arendeId)
      if (akt === undefined) return 'okant-arende'
      if (akt.arende.status === 'stangt' || akt.rensad) return 'tar-inte-emot'
      const plats = akt.platser.get(spegling.uppgiftRef)
      if (plats !== undefined && plats.version >= spegling.version) return { version: plats.version }
      akt.platser.set(spegling.uppgiftRef, { version: spegling.version, spegling })
      return { version: spegling.version }
    },
    berika(arendeId, berikning) {
      const akt = akter.get(arendeId)
      if (akt === undefined) return 'okant-arende'
      if (akt.arende.status === 'stangt' || akt.rensad) return 'tar-inte-emot'
      if (berikning.version > akt.berikningsversion) {
        akt.berikningsversion = berikning.version
        akt.arende = { ...akt.arende, berikning }
      }
      return { version: akt.berikningsversion }
    },
    taBort(arendeId, uppgiftRef, version) {
      const akt = akter.get(arendeId)
      if (akt === undefined) return 'okant-arende'
      utanBerikning(akt)
      akt.berikningsversion = Math.max(akt.berikningsversion, version)
      const plats = akt.platser.get(uppgiftRef)
      if (plats !== undefined && plats.version > version) return { version: plats.version }
      akt.platser.set(uppgiftRef, { version })
      return { version }
    },
    rensa(arendeId) {
      const akt = akter.get(arendeId)
      if (akt === undefined) return undefined
      let borttagna = 0
      for (const [uppgiftRef, { spegling }] of akt.platser) {
        if (spegling === undefined) continue
        akt.platser.delete(uppgiftRef)
        borttagna += 1
      }
      utanBerikning(akt)
      akt.rensad = true
      return borttagna
    },
  }
}

function utanBerikning(akt: Akt): void {
  const arende = { ...akt.arende }
  delete arende.berikning
  akt.arende = arende
}
