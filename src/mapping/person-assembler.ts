import type { Manifest } from './manifest.ts'
import type { Avvisad, Leverans, PersonPost, Skydd } from './person-items.ts'
import { tolkaPersonnummer } from './personnummer.ts'
import type { Rad } from './row-reader.ts'
import { type Kindrader, samlaMangd } from './gather-items.ts'

export interface PersonAssemblerOptions {
  readonly idag: Date
  /** For sources whose rows carry a key of their own instead of the personnummer: whose it is, and the flag. */
  readonly personnummerAv?: (nyckel: string) => { personnummer: string; skydd: Skydd } | undefined
  /** Keep the items of a protected person: for the one answer that an enkelttillstånd lets through, never for a mirror. */
  readonly avenSkyddad?: boolean
}

/** Puts the rows of a person, which come together, into one PersonPost. Several keys of one person may follow on each other. */
export interface PersonAssembler {
  add(rad: Rad): void
  /** The read is complete: nothing more comes of the last person. */
  flush(): void
  /** Persons completed since the last call, in the order of the source. */
  take(): Leverans
}

interface Oppen {
  readonly personnummer: string
  skydd: Skydd | undefined
  readonly mangder: Map<string, Kindrader>
}

export function createPersonAssembler(
  manifests: readonly Manifest[],
  options: PersonAssemblerOptions,
): PersonAssembler {
  const manifestAv = new Map(manifests.map((manifest) => [manifest.informationsmangd, manifest]))
  let personer: PersonPost[] = []
  let herrelosa: Avvisad[] = []
  let oppen: Oppen | undefined
  let senasteNyckel: string | undefined

  const vem = (nyckel: string): { personnummer: string; skydd?: Skydd } | undefined => {
    if (nyckel === '') return undefined
    if (options.personnummerAv !== undefined) return options.personnummerAv(nyckel)
    const personnummer = tolkaPersonnummer(nyckel, options.idag)
    return personnummer === undefined ? undefined : { personnummer }
  }
  const flush = (): void => {
    if (oppen !== undefined) personer.push(slut(oppen, options.avenSkyddad === true))
    oppen = undefined
    senasteNyckel = undefined
  }

  return {
    add(rad) {
      const manifest = manifestAv.get(rad.mangd)
      if (manifest === undefined || rad.mangd === 'kund')
        throw new TypeError(`rows of ${rad.mangd} are not gathered here`)
      if (oppen === undefined || rad.personnyckel !== senasteNyckel) {
        const person = vem(rad.personnyckel)
        if (person === undefined) {
          herrelosa.push(herrelos(rad, rad.mangd, manifest.personnyckel))
          return
        }
        if (oppen?.personnummer !== person.personnummer) {
          flush()
          oppen = { personnummer: person.personnummer, skydd: undefined, mangder: new Map() }
        }
        oppen.skydd = strangast(oppen.skydd, person.skydd)
        senasteNyckel = rad.personnyckel
      }
      oppen.skydd = strangast(oppen.skydd, rad.skydd)
      let kind = oppen.mangder.get(rad.mangd)
      if (kind === undefined)
        oppen.mangder.set(rad.mangd, (kind = { mangd: rad.mangd, manifest, rader: [], avvisade: [] }))
      if (rad.avvisad === undefined) kind.rader.push(rad)
      else kind.avvisade.push({ mangd: rad.mangd, ...rad.avvisad })
    },
    flush,
    take() {
      const leverans = { personer, herrelosa }
      personer = []
      herrelosa = []
      return leverans
    },
  }
}

function slut({ personnummer, skydd = 'okand', mangder }: Oppen, avenSkyddad: boolean): PersonPost {
  const uppgifter: { -readonly [M in keyof PersonPost['uppgifter']]: PersonPost['uppgifter'][M] } = {}
  const avvisade: Avvisad[] = []
  for (const kind of mangder.values()) {
    const { poster, avvisade: fel } = samlaMangd(kind)
    // Nothing of a protected person is handed on, not even to be looked at for its fault. Without any flag she may be
    // in pieces, one of which says that she is not protected: the pieces are then joined before anybody decides.
    if (skydd === 'ja') avvisade.push(...fel.map((ett) => ({ ...ett, ravarden: {} })))
    else avvisade.push(...fel)
    if (fel.length === 0 && poster.length > 0 && (skydd !== 'ja' || avenSkyddad)) uppgifter[kind.mangd] = poster
  }
  return { personnummer, skydd, uppgifter, avvisade }
}

/** Whose the row is cannot be told, so neither can protection: only the key is kept, which is what must be put right. */
const herrelos = (rad: Rad, mangd: Avvisad['mangd'], personnyckel: string): Avvisad => ({
  mangd,
  falt: personnyckel,
  orsak: 'personnummer',
  ravarden: rad.personnyckel === '' ? {} : { [personnyckel]: rad.personnyckel },
})

const STRANGHET: Readonly<Record<Skydd, number>> = { nej: 0, okand: 1, ja: 2 }

const strangast = (a: Skydd | undefined, b: Skydd | undefined): Skydd | undefined =>
  a === undefined || b === undefined ? (a ?? b) : STRANGHET[a] >= STRANGHET[b] ? a : b
