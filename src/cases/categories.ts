import type { Informationsmangd } from '../informationsmangd.ts'
import { createYamlReader, invalid } from '../platform/checked-yaml.ts'
import type { Policy } from '../policy/policy.ts'
import type { Forslag } from './arende-schema.ts'
import type { ShownUppgift } from '../access/selection.ts'

export interface CategoryRule {
  readonly andamal: readonly string[]
  readonly data?: { readonly mangd: Informationsmangd; readonly falt: string; readonly ar: readonly string[] }
  readonly forslag: Forslag
}

/** Reads `kategorier.yaml`; KONFIG_OGILTIG when a rule names an unknown purpose or a field that is not listed. */
export function readCategories(folder: string, policy: Policy): readonly CategoryRule[] {
  const read = createYamlReader()
  const { regler } = read<{ regler: CategoryRule[] }>(folder, 'kategorier.yaml', 'kategorier')
  regler.forEach(({ andamal, data }, i) => {
    const unknown = andamal.findIndex((code) => !Object.hasOwn(policy.andamal, code))
    if (unknown !== -1)
      throw invalid('kategorier.yaml', `/regler/${String(i)}/andamal/${String(unknown)}`, 'is not in andamal.yaml')
    if (data !== undefined && (data.falt.includes('.') || !policy.listed[data.mangd].includes(data.falt)))
      throw invalid('kategorier.yaml', `/regler/${String(i)}/data/falt`, 'is not listed in the tittbehörighet')
  })
  return regler
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
