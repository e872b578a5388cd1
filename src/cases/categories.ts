import type { Informationsmangd } from '../informationsmangd.ts'
import { createYamlLasare, ogiltig } from '../platform/checked-yaml.ts'
import type { Policy } from '../policy/policy.ts'
import type { Forslag } from './arende-schema.ts'
import type { Visning } from '../mirror/selection.ts'

export interface Kategoriregel {
  readonly andamal: readonly string[]
  readonly data?: { readonly mangd: Informationsmangd; readonly falt: string; readonly ar: readonly string[] }
  readonly forslag: Forslag
}

/** Reads `kategorier.yaml`; KONFIG_OGILTIG when a rule names an unknown purpose or a field that is not listed. */
export function lasKategorier(katalog: string, policy: Policy): readonly Kategoriregel[] {
  const las = createYamlLasare()
  const { regler } = las<{ regler: Kategoriregel[] }>(katalog, 'kategorier.yaml', 'kategorier')
  regler.forEach(({ andamal, data }, i) => {
    const okant = andamal.findIndex((kod) => !Object.hasOwn(policy.andamal, kod))
    if (okant !== -1)
      throw ogiltig('kategorier.yaml', `/regler/${String(i)}/andamal/${String(okant)}`, 'is not in andamal.yaml')
    if (data !== undefined && (data.falt.includes('.') || !policy.listade[data.mangd].includes(data.falt)))
      throw ogiltig('kategorier.yaml', `/regler/${String(i)}/data/falt`, 'is not listed in the tittbehörighet')
  })
  return regler
}

/** The fields that the rules of a purpose look at, by kind: what has to be opened for a suggestion. */
export function underlag(
  regler: readonly Kategoriregel[],
  andamal: string,
): ReadonlyMap<Informationsmangd, ReadonlySet<string>> {
  const falt = new Map<Informationsmangd, Set<string>>()
  for (const { andamal: koder, data } of regler)
    if (data !== undefined && koder.includes(andamal))
      falt.set(data.mangd, (falt.get(data.mangd) ?? new Set()).add(data.falt))
  return falt
}

/** The first rule that fits. */
export const foresla = (
  regler: readonly Kategoriregel[],
  andamal: string,
  visningar: readonly Visning[],
): Forslag | null =>
  regler.find(({ andamal: koder, data }) => koder.includes(andamal) && (data === undefined || finns(data, visningar)))
    ?.forslag ?? null

const finns = ({ mangd, falt, ar }: NonNullable<Kategoriregel['data']>, visningar: readonly Visning[]): boolean =>
  visningar.some(
    (visning) =>
      visning.mangd === mangd &&
      visning.poster.some((post) => {
        const varde = post[falt]
        return typeof varde === 'string' && ar.includes(varde)
      }),
  )
