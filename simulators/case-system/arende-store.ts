import type { Category, Enrichment, Mirroring } from './schemas.ts'

/** What the hub answered when it was told of a case; `status` is 0 when there was no answer. */
export interface HubAnswer {
  readonly status: number
  readonly enrichment?: unknown
}

export interface Arende extends Partial<Category> {
  readonly arendeId: string
  readonly personnummer: string
  readonly andamal: string
  readonly status: 'oppet' | 'stangt'
  readonly hubAnswer?: HubAnswer
  /** What the hub has told since. */
  enrichment?: Enrichment
}

export type Verdict = { readonly version: number } | 'okant-arende' | 'tar-inte-emot'

/** A removed uppgift leaves its version behind, so that an older write that comes late does not bring it back. */
interface Place {
  version: number
  spegling?: Mirroring
}
interface Dossier {
  arende: Arende
  /** Of the newest berikning, or of the newest removal, which takes it away. */
  enrichmentVersion: number
  purged: boolean
  readonly places: Map<string, Place>
}

export interface ArendeStore {
  create(personnummer: string, andamal: string): Arende
  /** Undefined when there is no such case. */
  change(arendeId: string, change: Partial<Omit<Arende, 'arendeId' | 'personnummer' | 'andamal'>>): Arende | undefined
  arende(arendeId: string): Arende | undefined
  mirrorings(arendeId: string): Mirroring[]
  /** Open cases in the order they were opened, after `efter`, at most `antal`. */
  open(count: number, after?: string): Arende[]
  write(arendeId: string, mirroring: Mirroring): Verdict
  enrich(arendeId: string, enrichment: Enrichment): Verdict
  remove(arendeId: string, uppgiftRef: string, version: number): Verdict
  /** Removes every spegling and refuses new ones until the case is opened again. Undefined when there is no such case. */
  purge(arendeId: string): number | undefined
}

/** `serie` tells this run's case numbers from those of a run before, so that none comes to stand for another person. */
export function createArendeStore(series: string): ArendeStore {
  const dossiers = new Map<string, Dossier>()
  let number = 0

  return {
    create(personnummer, andamal) {
      number += 1
      const arendeId = `kc-${series}-${String(number).padStart(9, '0')}`
      const arende: Arende = { arendeId, personnummer, andamal, status: 'oppet' }
      dossiers.set(arendeId, { arende, enrichmentVersion: 0, purged: false, places: new Map() })
      return arende
    },
    change(arendeId, change) {
      const dossier = dossiers.get(arendeId)
      if (dossier === undefined) return undefined
      if (dossier.arende.status === 'stangt' && change.status === 'oppet') dossier.purged = false
      return (dossier.arende = { ...dossier.arende, ...change })
    },
    arende: (arendeId) => dossiers.get(arendeId)?.arende,
    mirrorings: (arendeId) =>
      [...(dossiers.get(arendeId)?.places.values() ?? [])].flatMap(({ spegling }) => spegling ?? []),
    open(count, after = '') {
      const page: Arende[] = []
      for (const [arendeId, { arende }] of dossiers) {
        if (page.length === count) break
        if (arendeId > after && arende.status === 'oppet') page.push(arende)
      }
      return page
    },
    write(arendeId, mirroring) {
      const dossier = dossiers.get(arendeId)
      if (dossier === undefined) return 'okant-arende'
      if (dossier.arende.status === 'stangt' || dossier.purged) return 'tar-inte-emot'
      const place = dossier.places.get(mirroring.uppgiftRef)
      if (place !== undefined && place.version >= mirroring.version) return { version: place.version }
      dossier.places.set(mirroring.uppgiftRef, { version: mirroring.version, spegling: mirroring })
      return { version: mirroring.version }
    },
    enrich(arendeId, enrichment) {
      const dossier = dossiers.get(arendeId)
      if (dossier === undefined) return 'okant-arende'
      if (dossier.arende.status === 'stangt' || dossier.purged) return 'tar-inte-emot'
      if (enrichment.version > dossier.enrichmentVersion) {
        dossier.enrichmentVersion = enrichment.version
        dossier.arende = { ...dossier.arende, enrichment }
      }
      return { version: dossier.enrichmentVersion }
    },
    remove(arendeId, uppgiftRef, version) {
      const dossier = dossiers.get(arendeId)
      if (dossier === undefined) return 'okant-arende'
      withoutEnrichment(dossier)
      dossier.enrichmentVersion = Math.max(dossier.enrichmentVersion, version)
      const place = dossier.places.get(uppgiftRef)
      if (place !== undefined && place.version > version) return { version: place.version }
      dossier.places.set(uppgiftRef, { version })
      return { version }
    },
    purge(arendeId) {
      const dossier = dossiers.get(arendeId)
      if (dossier === undefined) return undefined
      let removed = 0
      for (const [uppgiftRef, { spegling }] of dossier.places) {
        if (spegling === undefined) continue
        dossier.places.delete(uppgiftRef)
        removed += 1
      }
      withoutEnrichment(dossier)
      dossier.purged = true
      return removed
    },
  }
}

function withoutEnrichment(dossier: Dossier): void {
  const arende = { ...dossier.arende }
  delete arende.enrichment
  dossier.arende = arende
}
