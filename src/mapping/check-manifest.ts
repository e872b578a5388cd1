import { MANGDER_AV_KALLA } from '../informationsmangd.ts'
import type { Falt, Manifest } from './manifest.ts'

export interface Brist {
  /** JSON pointer into the manifest. */
  readonly pekare: string
  readonly text: string
}

/** The manifests that carry the protection flag of their source. Without it every person would count as protected. */
const MED_SKYDD: ReadonlySet<string> = new Set(['paraplyet person', 'agresso kund'])

/** What a schema cannot say of one manifest: the first rule it breaks, if any. */
export function granskaManifest(manifest: Manifest): Brist | undefined {
  const { kalla, informationsmangd, skydd, postnyckel, falt, rader } = manifest
  const mangder: readonly string[] =
    kalla === 'agresso' ? [...MANGDER_AV_KALLA.agresso, 'kund'] : MANGDER_AV_KALLA[kalla]
  if (!mangder.includes(informationsmangd))
    return { pekare: '/informationsmangd', text: `is not something that ${kalla} knows` }
  if (MED_SKYDD.has(`${kalla} ${informationsmangd}`) !== (skydd !== undefined))
    return { pekare: '/skydd', text: skydd === undefined ? 'is missing' : 'belongs in another manifest of this source' }
  if (rader !== undefined && falt.some((ett) => ett.falt === rader.falt))
    return { pekare: '/rader/falt', text: 'is the name of another field' }
  return (
    granskaFalt(falt, '/falt', new Set()) ??
    granskaNyckel(postnyckel, falt, '/postnyckel') ??
    (rader && granskaFalt(rader.falten, '/rader/falten', new Set(falt.map((ett) => ett.kalla)))) ??
    (rader && granskaNyckel(rader.postnyckel, rader.falten, '/rader/postnyckel'))
  )
}

function granskaFalt(falt: readonly Falt[], pekare: string, kallor: Set<string>): Brist | undefined {
  const namn = new Set<string>()
  for (const [i, ett] of falt.entries()) {
    const plats = `${pekare}/${String(i)}`
    if (namn.has(ett.falt)) return { pekare: `${plats}/falt`, text: 'is listed twice' }
    if (kallor.has(ett.kalla)) return { pekare: `${plats}/kalla`, text: 'is listed twice' }
    if ((ett.typ === 'kod') !== (ett.koder !== undefined))
      return { pekare: `${plats}/koder`, text: ett.typ === 'kod' ? 'is missing' : 'belongs to typ kod only' }
    namn.add(ett.falt)
    kallor.add(ett.kalla)
  }
  return undefined
}

function granskaNyckel(nyckel: readonly string[], falt: readonly Falt[], pekare: string): Brist | undefined {
  const i = nyckel.findIndex((namn) => !falt.some((ett) => ett.falt === namn && ett.kravs))
  return i === -1 ? undefined : { pekare: `${pekare}/${String(i)}`, text: 'is not a required field of the manifest' }
}
