import type { Informationsmangd } from '../informationsmangd.ts'
import type { Manifest } from './manifest.ts'
import type { Avvisad, Post, Varde } from './person-items.ts'
import type { Rad } from './row-reader.ts'

/** The rows of one person and one informationsmängd. */
export interface Kindrader {
  readonly mangd: Informationsmangd
  readonly manifest: Manifest
  readonly rader: Rad[]
  readonly avvisade: Avvisad[]
}

type Poster = Readonly<Record<string, Varde>>
interface Nycklad {
  readonly nyckel: string
  readonly falt: Poster
  readonly underpost: Poster | undefined
}

/**
 * Rows to items: sorted by key, identical ones told once, sub-items gathered under theirs. Two that share a key and
 * differ are a contradiction, and since nobody can say which is right, the kind is refused.
 */
export function samlaMangd({ mangd, manifest, rader, avvisade }: Kindrader): {
  poster: Post[]
  avvisade: readonly Avvisad[]
} {
  const poster: Post[] = []
  const fel = [...avvisade]
  // A manifest cut down to its protection flag has rows but no items.
  if (manifest.falt.length === 0 && manifest.rader === undefined) return { poster, avvisade: fel }
  const [enda] = rader
  if (enda !== undefined && rader.length === 1 && manifest.rader === undefined)
    return { poster: [enda.falt], avvisade: fel }
  const motsagelse = (falt: string, ravarden: Poster): void => {
    fel.push({ mangd, falt, orsak: 'motsagelse', ravarden: somText(ravarden) })
  }
  const nycklade = rader
    .map(({ falt, underpost }): Nycklad => ({ nyckel: nyckelAv(manifest.postnyckel, falt), falt, underpost }))
    .sort((a, b) => ordning(a.nyckel, b.nyckel))

  for (let i = 0; i < nycklade.length;) {
    const forsta = nycklade[i]
    if (forsta === undefined) break
    const under: Poster[] = []
    for (; nycklade[i]?.nyckel === forsta.nyckel; i++) {
      const rad = nycklade[i]
      if (rad === undefined) break
      const olik = skiljer(forsta.falt, rad.falt)
      if (olik !== undefined) motsagelse(olik, rad.falt)
      if (rad.underpost !== undefined) under.push(rad.underpost)
    }
    if (manifest.rader === undefined) poster.push(forsta.falt)
    else poster.push({ ...forsta.falt, [manifest.rader.falt]: samlaUnder(manifest.rader, under, motsagelse) })
  }
  return { poster, avvisade: fel }
}

function samlaUnder(
  { falt, postnyckel }: NonNullable<Manifest['rader']>,
  under: readonly Poster[],
  motsagelse: (falt: string, ravarden: Poster) => void,
): Poster[] {
  const unika: Poster[] = []
  for (const post of [...under].sort((a, b) => jamfor(postnyckel, a, b))) {
    const forra = unika.at(-1)
    if (forra === undefined || jamfor(postnyckel, forra, post) !== 0) unika.push(post)
    else {
      const olik = skiljer(forra, post)
      if (olik !== undefined) motsagelse(`${falt}.${olik}`, post)
    }
  }
  return unika
}

function nyckelAv(postnyckel: readonly string[], falt: Poster): string {
  let nyckel = ''
  for (const namn of postnyckel) nyckel += nyckel === '' ? String(falt[namn]) : `\u001f${String(falt[namn])}`
  return nyckel
}

/** By code units, so that the order is the same on every machine. */
const ordning = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function jamfor(postnyckel: readonly string[], a: Poster, b: Poster): number {
  for (const namn of postnyckel) {
    const [x, y] = [a[namn], b[namn]]
    const skillnad = typeof x === 'number' && typeof y === 'number' ? x - y : ordning(String(x), String(y))
    if (skillnad !== 0) return skillnad
  }
  return 0
}

/** The first field that is not the same in both. */
function skiljer(a: Poster, b: Poster): string | undefined {
  if (a === b) return undefined
  for (const namn of Object.keys(a)) if (a[namn] !== b[namn]) return namn
  return Object.keys(b).find((namn) => !(namn in a))
}

const somText = (falt: Poster): Record<string, string> =>
  Object.fromEntries(Object.entries(falt).map(([namn, varde]) => [namn, String(varde)]))
