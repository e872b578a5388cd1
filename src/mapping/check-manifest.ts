import { isInternal, KINDS, MANGDER_OF_SOURCE, SOURCE_DECLARATIONS } from '../informationsmangd.ts'
import type { Field, Manifest } from './manifest.ts'

export interface Shortcoming {
  /** JSON pointer into the manifest. */
  readonly pekare: string
  readonly text: string
}

/** What a schema cannot say of one manifest: the first rule it breaks, if any. */
export function checkManifest(manifest: Manifest): Shortcoming | undefined {
  const { kalla, informationsmangd, skydd, statuskoder, postnyckel, falt, rader, summa = [] } = manifest
  const source = SOURCE_DECLARATIONS[kalla]
  const mangder: readonly string[] = [...MANGDER_OF_SOURCE[kalla], ...source.internal]
  if (!mangder.includes(informationsmangd))
    return { pekare: '/informationsmangd', text: `is not something that ${kalla} knows` }
  // Without the protection flag of its source every person would count as protected.
  if ((source.skydd === informationsmangd) !== (skydd !== undefined))
    return { pekare: '/skydd', text: skydd === undefined ? 'is missing' : 'belongs in another manifest of this source' }
  const derived = isInternal(informationsmangd) ? [] : (KINDS[informationsmangd].derived ?? [])
  if (statuskoder !== undefined && !derived.includes('betalstatus'))
    return { pekare: '/statuskoder', text: 'belongs to a kind with betalstatus only' }
  if (rader !== undefined && falt.some((one) => one.falt === rader.falt))
    return { pekare: '/rader/falt', text: 'is the name of another field' }
  const amountColumns = [...falt, ...(rader?.falten ?? [])].filter(({ typ }) => typ === 'ore').map((one) => one.kalla)
  const unlisted = summa.findIndex((column) => !amountColumns.includes(column))
  if (unlisted !== -1) return { pekare: `/summa/${String(unlisted)}`, text: 'is not a listed field of typ ore' }
  return (
    checkField(falt, '/falt', new Set()) ??
    checkKey(postnyckel, falt, '/postnyckel') ??
    (rader && checkField(rader.falten, '/rader/falten', new Set(falt.map((one) => one.kalla)))) ??
    (rader && checkKey(rader.postnyckel, rader.falten, '/rader/postnyckel'))
  )
}

function checkField(field: readonly Field[], pointer: string, sources: Set<string>): Shortcoming | undefined {
  const name = new Set<string>()
  for (const [i, one] of field.entries()) {
    const place = `${pointer}/${String(i)}`
    if (name.has(one.falt)) return { pekare: `${place}/falt`, text: 'is listed twice' }
    if (sources.has(one.kalla)) return { pekare: `${place}/kalla`, text: 'is listed twice' }
    if ((one.typ === 'kod') !== (one.koder !== undefined))
      return { pekare: `${place}/koder`, text: one.typ === 'kod' ? 'is missing' : 'belongs to typ kod only' }
    name.add(one.falt)
    sources.add(one.kalla)
  }
  return undefined
}

/** The first field of a key is always there; the others tell apart what shares it. */
function checkKey(key: readonly string[], field: readonly Field[], pointer: string): Shortcoming | undefined {
  const i = key.findIndex((name, n) => !field.some((one) => one.falt === name && (one.kravs || n > 0)))
  if (i === -1) return undefined
  const text = i === 0 ? 'is not a required field of the manifest' : 'is not a field of the manifest'
  return { pekare: `${pointer}/${String(i)}`, text }
}
