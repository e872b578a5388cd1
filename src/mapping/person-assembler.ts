import { isInternal } from '../informationsmangd.ts'
import { gatherMangd, type KindRows } from './gather-items.ts'
import type { Manifest } from './manifest.ts'
import type { PersonItems, Rejected, Skydd, SourceBatch } from './person-items.ts'
import { type CenturyRule, type NumberReading, readPersonnummer } from './personnummer.ts'
import type { Row } from './row-reader.ts'

export interface PersonAssemblerOptions extends CenturyRule {
  readonly today: Date
  /** For sources whose rows carry a key of their own instead of the personnummer: whose it is, and the flag. */
  readonly personnummerOf?: (key: string) => { personnummer: string; skydd: Skydd } | undefined
  /** Keep the items of a protected person: for the one answer that an enkelttillstånd lets through, never for a mirror. */
  readonly evenProtected?: boolean
  /** Gets the number of rows whose key is of no person, by what it is of: they are left out. */
  readonly notPersons?: Map<string, number>
}

/**
 * Puts the rows of a person, which come together, into one PersonItems. Several keys of one person may follow on each
 * other. A row of an internal kind says whose the rows are and carries the flag, and no item.
 */
export interface PersonAssembler {
  add(row: Row): void
  /** The read is complete: nothing more comes of the last person. */
  flush(): void
  /** Persons completed since the last call, in the order of the source. */
  take(): SourceBatch
}

/** What a key is that names nobody. */
type Unnamed = Exclude<NumberReading, { readonly kind: 'personnummer' }>

interface Open {
  readonly personnummer: string
  skydd: Skydd | undefined
  readonly mangder: Map<string, KindRows>
}

export function createPersonAssembler(
  manifests: readonly Manifest[],
  options: PersonAssemblerOptions,
): PersonAssembler {
  const manifestOf = new Map(manifests.map((manifest) => [manifest.informationsmangd, manifest]))
  const shown = manifests.flatMap(({ informationsmangd: mangd }) => (isInternal(mangd) ? [] : [mangd]))
  let personer: PersonItems[] = []
  let orphans: Rejected[] = []
  let open: Open | undefined
  let newestKey: string | undefined

  const who = (key: string): { personnummer: string; skydd?: Skydd } | Unnamed => {
    if (key === '') return { kind: 'fel' }
    if (options.personnummerOf !== undefined) return options.personnummerOf(key) ?? { kind: 'fel' }
    return readPersonnummer(key, options.today, options)
  }
  const flush = (): void => {
    if (open !== undefined) personer.push(end(open, options.evenProtected === true))
    open = undefined
    newestKey = undefined
  }

  return {
    add(row) {
      const manifest = manifestOf.get(row.mangd)
      if (manifest === undefined) throw new TypeError(`rows of ${row.mangd} are not gathered here`)
      if (open === undefined || row.personnyckel !== newestKey) {
        const person = who(row.personnyckel)
        if (!('personnummer' in person)) {
          if (person.kind === 'organisation' || person.kind === 'interim') {
            options.notPersons?.set(person.kind, (options.notPersons.get(person.kind) ?? 0) + 1)
            return
          }
          // Quarantine is sealed under the key of a kind that is stored.
          const mangd = isInternal(row.mangd) ? shown[0] : row.mangd
          if (mangd === undefined) throw new TypeError('no kind is read that could be stored')
          orphans.push(orphan(row, mangd, manifest.personnyckel, person))
          return
        }
        if (open?.personnummer !== person.personnummer) {
          flush()
          open = { personnummer: person.personnummer, skydd: undefined, mangder: new Map() }
        }
        open.skydd = strictest(open.skydd, person.skydd)
        newestKey = row.personnyckel
      }
      open.skydd = strictest(open.skydd, row.skydd)
      if (isInternal(row.mangd)) return
      let kind = open.mangder.get(row.mangd)
      if (kind === undefined) open.mangder.set(row.mangd, (kind = { mangd: row.mangd, manifest, rows: [] }))
      kind.rows.push(row)
    },
    flush,
    take() {
      const delivery = { personer, orphans }
      personer = []
      orphans = []
      return delivery
    },
  }
}

function end({ personnummer, skydd = 'okand', mangder }: Open, evenProtected: boolean): PersonItems {
  const uppgifter: { -readonly [M in keyof PersonItems['uppgifter']]: PersonItems['uppgifter'][M] } = {}
  const rejected: Rejected[] = []
  for (const kind of mangder.values()) {
    const { poster, rejected: error } = gatherMangd(kind)
    // Nothing of a protected person is handed on, not even a faulty value. A person without any flag may have come in
    // pieces, one of which has the flag: the pieces are joined before protection is decided.
    if (skydd === 'ja')
      rejected.push(...error.map(({ mangd, falt, reason }) => ({ mangd, falt, reason, rawValues: {} })))
    else rejected.push(...error)
    if (poster.length > 0 && (skydd !== 'ja' || evenProtected)) uppgifter[kind.mangd] = poster
  }
  return { personnummer, skydd, uppgifter, rejected }
}

/**
 * The person of the row is not known: only the key is kept, which must be corrected, and not even that of a row whose own flag
 * is set or cannot be read.
 */
const orphan = (
  { personnyckel, skydd = 'nej' }: Row,
  mangd: Rejected['mangd'],
  personKey: string,
  why: Exclude<Unnamed, { readonly kind: 'organisation' | 'interim' }>,
): Rejected => ({
  mangd,
  falt: personKey,
  reason: why.kind === 'fel' ? 'personnummer' : why.kind,
  rawValues: personnyckel === '' || skydd !== 'nej' ? {} : { [personKey]: personnyckel },
  ...(skydd !== 'nej' && why.kind === 'tvetydigt' && { mayBe: why.mayBe }),
})

const STRICTNESS: Readonly<Record<Skydd, number>> = { nej: 0, okand: 1, ja: 2 }

const strictest = (a: Skydd | undefined, b: Skydd | undefined): Skydd | undefined =>
  a === undefined || b === undefined ? (a ?? b) : STRICTNESS[a] >= STRICTNESS[b] ? a : b
