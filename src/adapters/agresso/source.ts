import { InsynError } from '../../errors.ts'
import type { Manifest, ManifestMangd } from '../../mapping/manifest.ts'
import type { SourceBatch } from '../../mapping/person-items.ts'
import type { Source, ReadCounts, ReadExtent } from '../../sync/source.ts'
import { createTransport } from '../soap/transport.ts'
import { agressoBinding, agressoClient, type AgressoClient, type Template } from './client.ts'
import { changed, whole, TEMPLATE_KIND, person, type Company, type TemplateKind } from './read-company.ts'
import type { ReadConditions } from './template-rows.ts'

export interface AgressoOptions {
  /** With the selector in its query: `…/service.svc?QueryEngineService/QueryEngineV201101`. */
  readonly url: string
  readonly anvandare: string
  readonly losenord: string
  /** The company code of each stadsdel. */
  readonly foretag: Readonly<Record<string, string>>
  /** The exact names of the templates, the same in every company. */
  readonly mallar: Readonly<Record<TemplateKind, string>>
  /** IANA name of the zone in which the installation keeps last_update. */
  readonly tidszon: string
  readonly manifests: readonly Manifest[]
  /** Milliseconds for a whole exchange of each kind. */
  readonly deadlines: {
    readonly smallCalls: number
    readonly all: number
    readonly andrade: number
    readonly person: number
  }
  /** No complete answer of a template is ever larger. */
  readonly capBytes: number
  readonly clock: () => Date
}

/** A template that was made anew meanwhile fails the read, and is then looked up again. */
const TEMPLATES_MS = 10 * 60_000

/** One person is a few kilobytes: a source that goes on and on must not keep the process busy until the deadline. */
const PERSON_BYTES = 4 * 1024 * 1024

type Fetcher = (stadsdel: string, client: AgressoClient, signal: AbortSignal) => Promise<readonly Template[]>
type Reader = (company: Company, condition: ReadConditions) => AsyncGenerator<SourceBatch, void>

/** The invoices of all companies as one source; nothing is asked of it when the avtal does not permit invoices. */
export function agressoSource(options: AgressoOptions): Source & { close(): Promise<void> } {
  const { url, anvandare, losenord, manifests, tidszon, deadlines, capBytes, clock } = options
  const transport = createTransport()
  const binding = agressoBinding(transport)
  const customer = itsManifest(manifests, 'kund')
  const faktura = itsManifest(manifests, 'faktura')
  const clients = new Map<string, AgressoClient>()
  for (const [stadsdel, foretag] of Object.entries(options.foretag)) {
    const own = { stadsdel, url, foretag, anvandare, losenord, binding, transport, smallCallsMs: deadlines.smallCalls }
    clients.set(stadsdel, agressoClient(own))
  }

  const templates: Fetcher = (_, client, signal) =>
    Promise.all(TEMPLATE_KIND.map((kind) => client.template(options.mallar[kind], signal)))

  // Asking for the templates is most of what a read of one person costs. Kept only when had whole: a promise shared
  // between readers would end for all of them with the one who gives up.
  const saved = new Map<string, { readonly mallar: readonly Template[]; readonly tid: number }>()
  const savedTemplates: Fetcher = async (stadsdel, client, signal) => {
    const now = clock().getTime()
    const knownBoards = saved.get(stadsdel)
    if (knownBoards !== undefined && now - knownBoards.tid < TEMPLATES_MS) return knownBoards.mallar
    const mallar = await templates(stadsdel, client, signal)
    saved.set(stadsdel, { mallar, tid: now })
    return mallar
  }

  async function* readOnePerson(
    extent: ReadExtent,
    personnummer: string,
    readCounts: ReadCounts,
    signal: AbortSignal,
    evenProtected?: boolean,
  ): AsyncGenerator<SourceBatch, void> {
    const reader: Reader = (company, condition) => person(company, personnummer, condition, evenProtected)
    try {
      yield* read(
        extent,
        deadlines.person,
        readCounts,
        signal,
        reader,
        savedTemplates,
        Math.min(capBytes, PERSON_BYTES),
      )
    } catch (error) {
      if (!signal.aborted) saved.delete(extent.stadsdel)
      throw error
    }
  }

  async function* read(
    { stadsdel, mangder }: ReadExtent,
    deadlineMs: number,
    readCounts: ReadCounts,
    signal: AbortSignal,
    reader: Reader,
    fetch: Fetcher = templates,
    cap = capBytes,
  ): AsyncGenerator<SourceBatch, void> {
    if (!mangder.has('faktura')) return
    const klient = clients.get(stadsdel)
    if (klient === undefined) throw new InsynError('KONFIG_OGILTIG', `agresso: no company for ${stadsdel}`)
    const [kunder, oppna, historik] = await fetch(stadsdel, klient, signal)
    if (kunder === undefined || oppna === undefined || historik === undefined) throw new TypeError('three templates')
    const company = {
      who: `agresso ${stadsdel}`,
      klient,
      mallar: { kunder, oppna, historik },
      customer,
      faktura,
      tidszon,
    }
    yield* reader(company, { readCounts, signal, deadlineMs, capBytes: cap, today: clock() })
  }

  return {
    namn: 'agresso',
    readAll: (extent, readCounts, signal) => read(extent, deadlines.all, readCounts, signal, whole),
    readChanged: (extent, since, readCounts, signal) =>
      read(extent, deadlines.andrade, readCounts, signal, (company, condition) => changed(company, since, condition)),
    readPerson: readOnePerson,
    close: () => transport.close(),
  }
}

function itsManifest(manifests: readonly Manifest[], mangd: ManifestMangd): Manifest {
  const manifest = manifests.find((m) => m.kalla === 'agresso' && m.informationsmangd === mangd)
  if (manifest === undefined) throw new InsynError('KONFIG_OGILTIG', `agresso: no manifest for ${mangd}`)
  return manifest
}
