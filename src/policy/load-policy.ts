import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Informationsmangd, INFORMATIONSMANGDER, isInternal, KINDS } from '../informationsmangd.ts'
import { canonical } from '../mapping/canonical.ts'
import { manifestVersion } from '../mapping/load-manifests.ts'
import type { Manifest } from '../mapping/manifest.ts'
import { createYamlReader, invalid } from '../platform/checked-yaml.ts'
import { checkOppettider } from './opening-references.ts'
import type { Andamal, Avtal, Oppettid, Policy, Roll, Stadsdel } from './policy.ts'
import { checkAndamal, checkAvtal, checkClients, checkOfficers, checkRoller, checkStadsdelar } from './references.ts'

export interface PolicyFiles {
  readonly oppettider?: string
  /** File with further clients than those of klienter.yaml. */
  readonly klienter?: string | undefined
  /** File with further officers than those of granskare.yaml. */
  readonly granskare?: string | undefined
  /** Whether the client of the demo is refused. */
  readonly production?: boolean
}

/**
 * Reads `stadsdelar.yaml`, `avtal/*.yaml`, `roller.yaml`, `andamal.yaml`, `klienter.yaml`, `undantag.yaml`,
 * `granskare.yaml` and the opening hours under `folder`. Throws KONFIG_OGILTIG with file and pointer on anything that does not follow its schema
 * or points at what does not exist: a rule with a misspelt field must stop the start-up, not quietly show less or more.
 */
export function readPolicy(
  folder: string,
  manifests: readonly Manifest[],
  {
    oppettider: oppettidFile = 'oppettider.yaml',
    klienter: moreClients,
    granskare: moreOfficers,
    production = false,
  }: PolicyFiles = {},
): Policy {
  const read = createYamlReader()
  const listed = listedFields(manifests)
  const stadsdelar = readStadsdelar(folder)
  const { roller } = read<{ roller: Record<string, Roll> }>(folder, 'roller.yaml', 'roller')
  const { oppettider } = read<{ oppettider: Record<string, Oppettid> }>(folder, oppettidFile, 'oppettider')
  const { andamal } = read<{ andamal: Record<string, Andamal> }>(folder, 'andamal.yaml', 'andamal')
  const clientFiles = ['klienter.yaml', ...(moreClients === undefined ? [] : [moreClients])]
  const clients = clientFiles.map((file) => ({ file, ...read<Pick<Policy, 'klienter'>>(folder, file, 'klienter') }))
  const everyClient = Object.assign({}, ...clients.map((one) => one.klienter)) as Policy['klienter']
  const { undantag } = read<Pick<Policy, 'undantag'>>(folder, 'undantag.yaml', 'undantag')
  const officerFiles = ['granskare.yaml', ...(moreOfficers === undefined ? [] : [moreOfficers])]
  const officers = officerFiles.map((file) => ({ file, ...read<Pick<Policy, 'granskare'>>(folder, file, 'granskare') }))
  const everyOfficer = officers.flatMap((one) => one.granskare)
  const files = avtalFiles(folder)
  const avtal = files.map((file) => ({ file, ...read<Omit<Avtal, 'file'>>(folder, file, 'avtal') }))

  checkStadsdelar(stadsdelar)
  checkOppettider(oppettider, oppettidFile)
  checkRoller(roller, listed, oppettider)
  checkAndamal(andamal, listed)
  for (const one of clients) checkClients(one.file, one.klienter, roller, production)
  checkAvtal(avtal, stadsdelar, andamal)
  checkOfficers(officers, stadsdelar)

  const content = {
    stadsdelar,
    roller,
    oppettider,
    andamal,
    klienter: everyClient,
    undantag,
    granskare: everyOfficer,
    listed,
  }
  // The name of an agreement's file has no effect on the policy.
  const avtalen = avtal.map(({ file: _, ...avtalet }) => avtalet)
  const version = digest({ ...content, avtal: avtalen, manifest: manifestVersion(manifests) })
  return freeze({ version, avtal, ...content })
}

/** The stadsdelar alone, as they are written. */
export const readStadsdelar = (folder: string): readonly Stadsdel[] =>
  createYamlReader()<{ stadsdelar: readonly Stadsdel[] }>(folder, 'stadsdelar.yaml', 'stadsdelar').stadsdelar

/** Leaf fields per kind; those of a sub-item as `rader.text`. */
function listedFields(manifests: readonly Manifest[]): Policy['listed'] {
  const listed = Object.fromEntries(INFORMATIONSMANGDER.map((mangd) => [mangd, [...(KINDS[mangd].derived ?? [])]]))
  for (const { informationsmangd, falt, rader } of manifests) {
    if (isInternal(informationsmangd)) continue
    listed[informationsmangd]?.push(
      ...falt.map((f) => f.falt),
      ...(rader?.falten ?? []).map((f) => `${rader?.falt ?? ''}.${f.falt}`),
    )
  }
  return listed as Record<Informationsmangd, string[]>
}

function avtalFiles(folder: string): string[] {
  try {
    return readdirSync(join(folder, 'avtal'))
      .filter((file) => file.endsWith('.yaml'))
      .sort()
      .map((file) => `avtal/${file}`)
  } catch {
    throw invalid('avtal', '', 'the folder cannot be read')
  }
}

const digest = (content: unknown): string =>
  createHash('sha256').update(canonical(content)).digest('base64url').slice(0, 12)

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(freeze)
  return Object.freeze(value)
}
