import type { Informationsmangd } from '../informationsmangd.ts'
import { kanonisk } from './canonical.ts'
import type { Manifest } from './manifest.ts'
import type { Avvisad, PersonPost, Post, Skydd, Varde } from './person-items.ts'

/** What identifies an item, and a sub-item, of each kind; taken from the manifests. */
export type Postnycklar = ReadonlyMap<Informationsmangd, Pick<Manifest, 'postnyckel' | 'rader'>>

/**
 * Joins the pieces in which one person was delivered, by the same rules as rows that come together: identical
 * duplicates collapse, a contradiction rejects the kind, and only a flag that no piece carried is unknown.
 */
export function sammanfoga(delar: readonly PersonPost[], nycklar: Postnycklar): PersonPost {
  const [forsta] = delar
  if (forsta === undefined) throw new RangeError('a person has at least one piece')
  if (delar.length === 1) return forsta
  const skydd = strictest(delar.map((del) => del.skydd))
  const avvisade = new Map<Informationsmangd, Avvisad>()
  for (const del of delar) for (const avvisad of del.avvisade) avvisade.set(avvisad.mangd, avvisad)
  const uppgifter: Partial<Record<Informationsmangd, readonly Post[]>> = {}
  if (skydd === 'nej')
    for (const [mangd, nyckel] of nycklar) {
      const poster = delar.flatMap((del) => del.uppgifter[mangd] ?? [])
      if (poster.length === 0 || avvisade.has(mangd)) continue
      const joined = joinItems(poster, nyckel)
      if (joined === undefined)
        avvisade.set(mangd, { mangd, falt: nyckel.postnyckel.join(','), orsak: 'motsagelse', ravarden: {} })
      else uppgifter[mangd] = joined
    }
  return { personnummer: forsta.personnummer, skydd, uppgifter, avvisade: [...avvisade.values()] }
}

function strictest(skydd: readonly Skydd[]): Skydd {
  if (skydd.includes('ja')) return 'ja'
  return skydd.includes('nej') ? 'nej' : 'okand'
}

/** Undefined when two pieces say different things of the same item. */
function joinItems(
  poster: readonly Post[],
  { postnyckel, rader }: Pick<Manifest, 'postnyckel' | 'rader'>,
): Post[] | undefined {
  const items = new Map<string, Post>()
  for (const post of poster) {
    const key = keyOf(post, postnyckel)
    const known = items.get(key)
    const joined = known === undefined ? post : joinItem(known, post, rader)
    if (joined === undefined) return undefined
    items.set(key, joined)
  }
  return [...items].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, post]) => post)
}

function joinItem(a: Post, b: Post, rader: Manifest['rader']): Post | undefined {
  if (kanonisk(a) === kanonisk(b)) return a
  if (rader === undefined) return undefined
  const { [rader.falt]: raderA, ...huvudA } = a
  const { [rader.falt]: raderB, ...huvudB } = b
  if (kanonisk(huvudA) !== kanonisk(huvudB) || !Array.isArray(raderA) || !Array.isArray(raderB)) return undefined
  const joined = joinItems([...(raderA as Post[]), ...(raderB as Post[])], { postnyckel: rader.postnyckel })
  if (joined === undefined) return undefined
  const [numeric] = rader.postnyckel
  if (numeric !== undefined) joined.sort((x, y) => Number(x[numeric]) - Number(y[numeric]))
  return { ...huvudA, [rader.falt]: joined }
}

const keyOf = (post: Post, postnyckel: readonly string[]) =>
  postnyckel.map((falt) => String(post[falt] as Varde)).join('\u001f')
