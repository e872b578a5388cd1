import { AGRESSO } from './informationsmangd/agresso.ts'
import { BER } from './informationsmangd/ber.ts'
import type { Kind, SourceDeclaration } from './informationsmangd/declare.ts'
import { PARAPLYET } from './informationsmangd/paraplyet.ts'

/** The sources and their kinds of information, in the order in which they are shown. A source is added here. */
const DECLARED = { paraplyet: PARAPLYET, agresso: AGRESSO, ber: BER } as const

type Declared = typeof DECLARED
export type SourceName = keyof Declared
type Merged<U> = (U extends unknown ? (one: U) => void : never) extends (all: infer All) => void ? All : never

/** The kinds of all sources, as they are declared. */
export type Kinds = Merged<Declared[SourceName]['kinds']>

/** The unit of permission, of topic and of log. See docs/glossary.md. */
export type Informationsmangd = keyof Kinds
/** What a tittbehörighet may be of beside an informationsmängd: read, and never stored or shown. */
export type InternalMangd = Declared[SourceName]['internal'][number]

export const SOURCE_DECLARATIONS: Readonly<Record<SourceName, SourceDeclaration>> = DECLARED
export const SOURCES = Object.keys(DECLARED) as readonly SourceName[]

/** Which source knows what. A sync run's scope is one source × one stadsdel. */
export const MANGDER_OF_SOURCE = Object.fromEntries(
  SOURCES.map((source) => [source, Object.keys(DECLARED[source].kinds)]),
) as unknown as Readonly<Record<SourceName, readonly Informationsmangd[]>>

export const KINDS: Readonly<Record<Informationsmangd, Kind>> = Object.assign(
  {},
  ...SOURCES.map((source) => DECLARED[source].kinds),
) as Kinds

export const INFORMATIONSMANGDER: readonly Informationsmangd[] = SOURCES.flatMap((source) => MANGDER_OF_SOURCE[source])
export const INTERNAL_MANGDER: readonly InternalMangd[] = SOURCES.flatMap((source) => DECLARED[source].internal)

export const isInternal = (mangd: Informationsmangd | InternalMangd): mangd is InternalMangd =>
  (INTERNAL_MANGDER as readonly string[]).includes(mangd)
