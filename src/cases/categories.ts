import type { ShownUppgift } from '../access/selection.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import { createYamlReader, invalid } from '../platform/checked-yaml.ts'
import type { Policy } from '../policy/policy.ts'
import type { Forslag } from './arende-schema.ts'

export interface CategoryRule {
  readonly andamal: readonly string[]
  readonly data?: { readonly mangd: Informationsmangd; readonly falt: string; readonly ar: readonly string[] }
  readonly forslag: Forslag
}

type Level = keyof Forslag

/** The rules of kategorier.yaml, and the words of the case system's catalogue that no rule suggests. */
export interface Categories {
  readonly regler: readonly CategoryRule[]
  readonly katalog?: { readonly [L in Level]?: readonly string[] }
}

/** What stands for a word that the configuration does not know. */
export const OTHER = 'övrigt'

/**
 * Replaces a word that the configuration does not know at this level: what a caller writes is kept and counted only as far
 * as the installation has said which words there are.
 */
export function knownWords({ regler, katalog = {} }: Categories): (level: Level, word: string) => string {
  const ofLevel = (level: Level) => new Set([...regler.map(({ forslag }) => forslag[level]), ...(katalog[level] ?? [])])
  const known = {
    huvudkategori: ofLevel('huvudkategori'),
    arendetyp: ofLevel('arendetyp'),
    arendeklass: ofLevel('arendeklass'),
  }
  return (level, word) => (known[level].has(word) ? word : OTHER)
}

/** Reads `kategorier.yaml`; KONFIG_OGILTIG when a rule names an unknown purpose or a field that is not listed. */
export function readCategories(folder: string, policy: Policy): Categories {
  const read = createYamlReader()
  const categories = read<Categories>(folder, 'kategorier.yaml', 'kategorier')
  categories.regler.forEach(({ andamal, data }, i) => {
    const unknown = andamal.findIndex((code) => !Object.hasOwn(policy.andamal, code))
    if (unknown !== -1)
      throw invalid('kategorier.yaml', `/regler/${String(i)}/andamal/${String(unknown)}`, 'is not in andamal.yaml')
    if (data !== undefined && (data.falt.includes('.') || !policy.listed[data.mangd].includes(data.falt)))
      throw invalid('kategorier.yaml', `/regler/${String(i)}/data/falt`, 'is not listed in the tittbehörighet')
  })
  return categories
}

/** The fields that the rules of a purpose look at, by kind: what has to be opened for a suggestion. */
export function basis(
  rules: readonly CategoryRule[],
  andamal: string,
): ReadonlyMap<Informationsmangd, ReadonlySet<string>> {
  const field = new Map<Informationsmangd, Set<string>>()
  for (const { andamal: codes, data } of rules)
    if (data !== undefined && codes.includes(andamal))
      field.set(data.mangd, (field.get(data.mangd) ?? new Set()).add(data.falt))
  return field
}

/** The first rule that fits. */
export const suggest = (
  rules: readonly CategoryRule[],
  andamal: string,
  shown: readonly ShownUppgift[],
): Forslag | null =>
  rules.find(({ andamal: codes, data }) => codes.includes(andamal) && (data === undefined || exists(data, shown)))
    ?.forslag ?? null

const exists = ({ mangd, falt, ar }: NonNullable<CategoryRule['data']>, shown: readonly ShownUppgift[]): boolean =>
  shown.some(
    (shown) =>
      shown.mangd === mangd &&
      shown.poster.some((item) => {
        const value = item[falt]
        return typeof value === 'string' && ar.includes(value)
      }),
  )
