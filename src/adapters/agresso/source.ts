import { InsynError } from '../../errors.ts'
import type { Manifest, ManifestMangd } from '../../mapping/manifest.ts'
import type { SourceContext } from '../source-definition.ts'
import type { SourceBatch } from '../../mapping/person-items.ts'
import type { Source, ReadCounts, ReadExtent } from '../../sync/source.ts'
import { createTransport } from '../soap/transport.ts'
import { agressoBinding, agressoClient, type AgressoClient } from './client.ts'
import { type Company, readAll, readChanged, readPerson, TEMPLATE_KINDS, type TemplateKind } from './read-company.ts'
import type { ReadLimits } from './template-rows.ts'

export interface AgressoOptions extends SourceContext {
  /** With the selector in its query: `…/service.svc?QueryEngineService/QueryEngineV201101`. */
  readonly url: string
  readonly user: string
  readonly password: string
  /** The company code of each stadsdel. */
  readonly foretag: Readonly<Record<string, string>>
  /** The exact names of the templates, the same in every company. */
  readonly mallar: Readonly<Record<TemplateKind, string>>
  readonly writesPlus?: boolean | undefined
  /** IANA name of the zone in which the installation keeps last_update. */
  readonly tidszon: string
}

/** A read that fails looks its templates up again, since one may have been recreated under another id. */
const TEMPLATES_MS = 10 * 60_000

/** One person is a few kilobytes: an endless answer must not keep the process busy until the deadline. */
const PERSON_BYTES = 4 * 1024 * 1024

type Templates = Company['templates']

interface CompanyRead {
  readonly deadlineMs: number
  readonly capBytes: number
  readonly templates: (stadsdel: string, client: AgressoClient, signal: AbortSignal) => Promise<Templates>
  readonly read: (company: Company, limits: ReadLimits) => AsyncGenerator<SourceBatch, void>
}

/** The invoices of all companies as one source; nothing is asked of it when the avtal does not permit invoices. */
export function agressoSource(options: AgressoOptions): Source & { close(): Promise<void> } {
  const { url, user, password, manifests, tidszon, deadlines, capBytes, clock } = options
  const transport = createTransport()
  const binding = agressoBinding(transport)
  const customerManifest = manifestOf(manifests, 'kund')
  const faktura = manifestOf(manifests, 'faktura')
  const clients = new Map<string, AgressoClient>()
  for (const [stadsdel, company] of Object.entries(options.foretag)) {
    const { smallCalls: smallCallsMs } = deadlines
    clients.set(stadsdel, agressoClient({ stadsdel, url, foretag: company, user, password, binding, smallCallsMs }))
  }

  const templates = async (_: string, client: AgressoClient, signal: AbortSignal): Promise<Templates> => {
    const entries = TEMPLATE_KINDS.map(
      async (kind) => [kind, await client.template(options.mallar[kind], signal)] as const,
    )
    return Object.fromEntries(await Promise.all(entries)) as Templates
  }

  // Looking up the templates is most of what a read of one person costs. What is cached is the result and not the
  // promise: a promise shared between reads would fail for all of them when the first is aborted.
  const cached = new Map<string, { readonly templates: Templates; readonly readAt: number }>()
  const cachedTemplates: CompanyRead['templates'] = async (stadsdel, client, signal) => {
    const now = clock().getTime()
    const known = cached.get(stadsdel)
    if (known !== undefined && now - known.readAt < TEMPLATES_MS) return known.templates
    const fresh = await templates(stadsdel, client, signal)
    cached.set(stadsdel, { templates: fresh, readAt: now })
    return fresh
  }

  async function* read(
    { stadsdel, mangder, centuryOf }: ReadExtent,
    counts: ReadCounts,
    signal: AbortSignal,
    { deadlineMs, capBytes, templates, read }: CompanyRead,
  ): AsyncGenerator<SourceBatch, void> {
    if (!mangder.has('faktura')) return
    const client = clients.get(stadsdel)
    if (client === undefined)
      throw new InsynError('KONFIG_OGILTIG', `agresso: no company for ${stadsdel}: add it to agresso.foretag`)
    const company = {
      who: `agresso ${stadsdel}`,
      client,
      templates: await templates(stadsdel, client, signal),
      kund: customerManifest,
      faktura,
      tidszon,
    }
    const century = { writesPlus: options.writesPlus, centuryOf }
    yield* read(company, { counts, signal, deadlineMs, capBytes, today: clock(), century })
  }

  return {
    name: 'agresso',
    readAll: (extent, counts, signal) =>
      read(extent, counts, signal, { deadlineMs: deadlines.all, capBytes, templates, read: readAll }),
    readChanged: (extent, since, counts, signal) =>
      read(extent, counts, signal, {
        deadlineMs: deadlines.andrade,
        capBytes,
        templates,
        read: (company, limits) => readChanged(company, since, limits),
      }),
    async *readPerson(extent, personnummer, counts, signal, evenProtected) {
      try {
        yield* read(extent, counts, signal, {
          deadlineMs: deadlines.person,
          capBytes: Math.min(capBytes, PERSON_BYTES),
          templates: cachedTemplates,
          read: (company, limits) => readPerson(company, personnummer, limits, evenProtected),
        })
      } catch (error) {
        if (!signal.aborted) cached.delete(extent.stadsdel)
        throw error
      }
    },
    close: () => transport.close(),
  }
}

function manifestOf(manifests: readonly Manifest[], mangd: ManifestMangd): Manifest {
  const manifest = manifests.find((m) => m.kalla === 'agresso' && m.informationsmangd === mangd)
  if (manifest === undefined)
    throw new InsynError('KONFIG_OGILTIG', `agresso: no manifest for ${mangd}: add one to the tittbehorighet folder`)
  return manifest
}
