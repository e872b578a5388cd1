import { createHash } from 'node:crypto'
import { canonical } from '../../mapping/canonical.ts'
import { checkContent, createYamlReader, invalid } from '../../platform/checked-yaml.ts'
import { checkOppettider } from '../../policy/opening-references.ts'
import type { Policy } from '../../policy/policy.ts'

/** The closed set of kinds of rules, each with its parameters: the words of config/schema/uppfoljning.schema.json. */
export interface Parameters {
  'utan-arende': { readonly utomAndamal: readonly string[] }
  'annans-arende': object
  'utanfor-arbetstid': { readonly marginalMinuter: number }
  'manga-pa-kort-tid': { readonly minuter: number; readonly ganger: number; readonly minst: number }
  'en-person-av-manga': { readonly dygn: number; readonly minst: number }
  'eget-nummer': object
  skyddad: object
  undantag: object
  'efter-stangt-arende': { readonly minuter: number; readonly dygn: number }
  'sjalv-alder': { readonly under: number; readonly over: number }
  'utan-traff': { readonly minuter: number; readonly minst: number }
}
export type RuleKind = keyof Parameters

/** What rules measure, by the names that explanations have for it. */
export interface Measured {
  readonly klockslag?: string
  readonly antal?: number
  readonly median?: number
  readonly grans?: number
}

/** What a rule of the kind measures, and may say in its explanation beside its parameters. */
const MEASURED: Readonly<Partial<Record<RuleKind, readonly (keyof Measured)[]>>> = {
  'utanfor-arbetstid': ['klockslag'],
  'manga-pa-kort-tid': ['antal', 'median', 'grans'],
  'en-person-av-manga': ['antal'],
  'utan-traff': ['antal'],
}

export type Rule = {
  readonly [K in RuleKind]: {
    readonly id: string
    readonly slag: K
    readonly aktiv: boolean
    /** Swedish, with `{name}` where a parameter or a measured value stands. */
    readonly forklaring: string
    readonly parametrar: Parameters[K]
  }
}[RuleKind]

export interface Unit {
  readonly namn: string
  readonly roller?: readonly string[]
  readonly anvandare?: readonly { readonly utfardare: string; readonly slutanvandare: string }[]
  readonly arbetstid?: string
}

export interface Portion {
  readonly andel: number
  readonly minst: number
  readonly hogst: number
}

/** config/uppfoljning.yaml: which records a reviewer is asked to look at, and how many are drawn. */
export interface RulesContent {
  readonly bakatDygn: number
  readonly arbetstider: Policy['oppettider']
  readonly enheter: Readonly<Record<string, Unit>>
  readonly regler: readonly Rule[]
  readonly urval: {
    readonly slump: Portion
    readonly riktat: { readonly perRegel: number }
    readonly skyddade: Portion
    readonly klartInomDygn: number
    readonly automatiskt: boolean
  }
}

export interface Rules extends RulesContent {
  /** Digest of the content: names it in flags, samples and closings. */
  readonly version: string
}

export const RULES_FILE = 'uppfoljning.yaml'
const SCHEMA = 'uppfoljning'

/** Throws KONFIG_OGILTIG with file and pointer. */
export const readRules = (folder: string): Rules =>
  linked(createYamlReader()<RulesContent>(folder, RULES_FILE, SCHEMA), RULES_FILE)

/** Rules that are not those of the file: held against the same schema. Throws KONFIG_OGILTIG with the pointer. */
export const checkRules = (content: unknown, name: string): Rules =>
  linked(checkContent<RulesContent>(content, name, SCHEMA), name)

function linked(content: RulesContent, file: string): Rules {
  const { regler, enheter, arbetstider, urval } = content
  checkOppettider(arbetstider, file, 'arbetstider')
  regler.forEach((rule, place) => {
    const error = (pointer: string, why: string) => invalid(file, `/regler/${String(place)}/${pointer}`, why)
    if (regler.findIndex(({ id }) => id === rule.id) !== place || rule.id === 'slump')
      throw error('id', 'another rule has this id, or it names the drawing by chance')
    const named = placeholders(rule.forklaring)
    const known: readonly string[] = [...Object.keys(rule.parametrar), ...(MEASURED[rule.slag] ?? [])]
    const unknown = named.find((name) => !known.includes(name))
    if (unknown !== undefined) throw error('forklaring', `{${unknown}} is nothing that the rule has`)
    const silent = thresholdsOf(rule).find((name) => !named.includes(name))
    if (silent !== undefined) throw error('forklaring', `does not tell the threshold {${silent}}`)
  })
  const users = new Set<string>()
  const roller = new Set<string>()
  for (const [id, { arbetstid, anvandare = [], roller: ofUnit = [] }] of Object.entries(enheter)) {
    const error = (pointer: string, why: string) => invalid(file, `/enheter/${id}/${pointer}`, why)
    if (arbetstid !== undefined && !Object.hasOwn(arbetstider, arbetstid))
      throw error('arbetstid', 'is not the name of working hours')
    for (const { utfardare, slutanvandare } of anvandare) {
      const who = JSON.stringify([utfardare, slutanvandare])
      if (users.has(who)) throw error('anvandare', 'names somebody whom another unit has')
      users.add(who)
    }
    for (const roll of ofUnit) {
      if (roller.has(roll)) throw error('roller', 'names a role that another unit has')
      roller.add(roll)
    }
  }
  for (const name of ['slump', 'skyddade'] as const)
    if (urval[name].minst > urval[name].hogst) throw invalid(file, `/urval/${name}/minst`, 'is more than hogst')
  return { ...content, version: rulesVersion(content) }
}

export const rulesVersion = (content: RulesContent): string =>
  createHash('sha256').update(canonical(content)).digest('base64url').slice(0, 12)

/** Without the version, as it is stored and signed. */
export const contentOf = ({ version: _, ...content }: Rules): RulesContent => content

const placeholders = (text: string): readonly string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)

const thresholdsOf = ({ parametrar }: Rule): readonly string[] =>
  Object.entries(parametrar).flatMap(([name, value]) => (typeof value === 'number' ? [name] : []))

/** The explanation in words, with what was measured and the thresholds of the rule in their places. */
export const explained = ({ forklaring, parametrar }: Rule, measured: Measured): string =>
  forklaring.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = measured[name as keyof Measured] ?? (parametrar as Readonly<Record<string, unknown>>)[name]
    if (typeof value === 'number') return String(value).replace('.', ',')
    return typeof value === 'string' ? value : '–'
  })
