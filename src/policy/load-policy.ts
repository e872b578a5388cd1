import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { INFORMATIONSMANGDER, type Informationsmangd } from '../informationsmangd.ts'
import { kanonisk } from '../mapping/canonical.ts'
import { manifestVersion } from '../mapping/load-manifests.ts'
import type { Manifest } from '../mapping/manifest.ts'
import { createYamlLasare, ogiltig } from '../platform/checked-yaml.ts'
import type { Andamal, Avtal, Oppettid, Policy, Roll, Stadsdel } from './policy.ts'
import { granskaOppettider } from './opening-references.ts'
import { granskaAndamal, granskaAvtal, granskaKlienter, granskaRoller, granskaStadsdelar } from './references.ts'

/** Fields that the hub derives from listed ones; a rule opens them by name like any other. */
export const HARLEDDA: { readonly [M in Informationsmangd]?: readonly string[] } = { faktura: ['betalstatus'] }

/**
 * Reads `stadsdelar.yaml`, `avtal/*.yaml`, `roller.yaml`, `andamal.yaml`, `klienter.yaml`, `undantag.yaml` and the
 * opening hours under `katalog`. Throws KONFIG_OGILTIG with file and pointer on anything that does not follow its schema
 * or points at what does not exist: a rule with a misspelt field must stop the start-up, not quietly show less or more.
 */
export function lasPolicy(katalog: string, manifests: readonly Manifest[], oppettidsfil = 'oppettider.yaml'): Policy {
  const las = createYamlLasare()
  const listade = listadeFalt(manifests)
  const { stadsdelar } = las<{ stadsdelar: Stadsdel[] }>(katalog, 'stadsdelar.yaml', 'stadsdelar')
  const { roller } = las<{ roller: Record<string, Roll> }>(katalog, 'roller.yaml', 'roller')
  const { oppettider } = las<{ oppettider: Record<string, Oppettid> }>(katalog, oppettidsfil, 'oppettider')
  const { andamal } = las<{ andamal: Record<string, Andamal> }>(katalog, 'andamal.yaml', 'andamal')
  const { klienter } = las<Pick<Policy, 'klienter'>>(katalog, 'klienter.yaml', 'klienter')
  const { undantag } = las<Pick<Policy, 'undantag'>>(katalog, 'undantag.yaml', 'undantag')
  const filer = avtalsfiler(katalog)
  const avtal = filer.map((fil) => ({ fil, ...las<Omit<Avtal, 'fil'>>(katalog, fil, 'avtal') }))

  granskaStadsdelar(stadsdelar)
  granskaOppettider(oppettider, oppettidsfil)
  granskaRoller(roller, listade, oppettider)
  granskaAndamal(andamal, listade)
  granskaKlienter(klienter, roller)
  granskaAvtal(avtal, stadsdelar, andamal)

  const innehall = { stadsdelar, roller, oppettider, andamal, klienter, undantag, listade }
  // What an agreement's file is called decides nothing.
  const avtalen = avtal.map(({ fil: _, ...avtalet }) => avtalet)
  const version = digest({ ...innehall, avtal: avtalen, manifest: manifestVersion(manifests) })
  return frys({ version, avtal, ...innehall })
}

/** Leaf fields per kind; those of a sub-item as `rader.text`. */
function listadeFalt(manifests: readonly Manifest[]): Policy['listade'] {
  const listade = Object.fromEntries(INFORMATIONSMANGDER.map((mangd) => [mangd, [...(HARLEDDA[mangd] ?? [])]]))
  for (const { informationsmangd, falt, rader } of manifests) {
    // The customer master ties numbers to persons; nothing of it is ever shown.
    if (informationsmangd === 'kund') continue
    listade[informationsmangd]?.push(
      ...falt.map((f) => f.falt),
      ...(rader?.falten ?? []).map((f) => `${rader?.falt ?? ''}.${f.falt}`),
    )
  }
  return listade as Record<Informationsmangd, string[]>
}

function avtalsfiler(katalog: string): string[] {
  try {
    return readdirSync(join(katalog, 'avtal'))
      .filter((fil) => fil.endsWith('.yaml'))
      .sort()
      .map((fil) => `avtal/${fil}`)
  } catch {
    throw ogiltig('avtal', '', 'the folder cannot be read')
  }
}

const digest = (innehall: unknown): string =>
  createHash('sha256').update(kanonisk(innehall)).digest('base64url').slice(0, 12)

function frys<T>(varde: T): T {
  if (typeof varde === 'object' && varde !== null) Object.values(varde).forEach(frys)
  return Object.freeze(varde)
}
